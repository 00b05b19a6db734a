// Feeds a stream from a file of words: BEATS words a frame, +frames=N frames. With +stalls=1 it pauses at random, but what it
// has offered stands until it is taken.
module finnc_source #(
  parameter int WIDTH = 8,
  parameter int BEATS = 1,
  parameter int SEED = 1,
  parameter     FILE = "in.dat"
) (
  input  logic             clk,
  input  logic             rst_n,
  output logic [WIDTH-1:0] tdata,
  output logic             tvalid,
  input  logic             tready
);
  int unsigned frames;
  logic [63:0] left;
  logic        pausing;
  initial if ($value$plusargs("frames=%d", frames) == 0) frames = 8;
  wire moves = tvalid && tready;
  assign tvalid = rst_n && left != 0 && !pausing;
  finnc_words #(.WIDTH(WIDTH), .FILE(FILE)) words (.clk(clk), .next(moves), .word(tdata));
  finnc_pauses #(.START(32'h2545f491 + 32'(SEED))) pauses (
    .clk(clk), .rst_n(rst_n), .moved(moves), .pausing(pausing)
  );
  always @(posedge clk)
    if (!rst_n) left <= 64'(frames) * 64'(BEATS);
    else if (moves) left <= left - 1;
endmodule
