// Takes a stream and compares it with a file of words. Cycles are counted from the first in which a word can enter; +stalls=1
// makes it pause at random.
module finnc_sink #(
  parameter int WIDTH = 8,
  parameter int BEATS = 1,
  parameter int SEED = 1,
  parameter     FILE = "out.dat"
) (
  input  logic             clk,
  input  logic             rst_n,
  input  logic [WIDTH-1:0] tdata,
  input  logic             tvalid,
  input  logic             tlast,
  output logic             tready,
  output logic             done,
  // Words that differ, and frames whose last word is not the one marked as such.
  output int unsigned      mismatches,
  output int unsigned      frames,
  // Cycles of the first word of all, of the last word of the last frame, and of that of the frame before.
  output longint unsigned  first_output,
  output longint unsigned  last_output,
  output longint unsigned  previous_output
);
  int unsigned      seen, beat;
  longint unsigned  cycle;
  logic [WIDTH-1:0] expected;
  logic             pausing;
  initial if ($value$plusargs("frames=%d", frames) == 0) frames = 8;
  assign tready = !pausing;
  assign done = seen == frames;
  wire moves = tvalid && tready && !done;
  wire frame_ends = beat == BEATS - 1;
  finnc_words #(.WIDTH(WIDTH), .FILE(FILE)) words (.clk(clk), .next(moves), .word(expected));
  finnc_pauses #(.START(32'h9e3779b9 + 32'(SEED))) pauses (
    .clk(clk), .rst_n(rst_n), .moved(moves), .pausing(pausing)
  );
  always @(posedge clk)
    if (!rst_n) begin
      seen <= 0;
      beat <= 0;
      cycle <= 0;
      mismatches <= 0;
      first_output <= 0;
      last_output <= 0;
      previous_output <= 0;
    end else begin
      cycle <= cycle + 1;
      if (moves) begin
        if (tdata !== expected || tlast !== frame_ends) mismatches <= mismatches + 1;
        if (seen == 0 && beat == 0) first_output <= cycle;
        beat <= frame_ends ? 0 : beat + 1;
        if (frame_ends) begin
          seen <= seen + 1;
          previous_output <= last_output;
          last_output <= cycle;
        end
      end
    end
endmodule
