// Takes a stream and compares it with a file of words, from the start again at its end. Cycles are counted from the first
// in which a word can enter; +stalls=1 makes it pause at random.
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
  int unsigned      stalls, seen, beat;
  longint unsigned  cycle;
  logic [WIDTH-1:0] expected;
  logic [31:0]      noise;
  logic [WIDTH-1:0] next;
  integer           file, got;
  initial begin
    if ($value$plusargs("frames=%d", frames) == 0) frames = 8;
    if ($value$plusargs("stalls=%d", stalls) == 0) stalls = 0;
    file = $fopen(FILE, "r");
    if (file == 0) $display("cannot read %s", FILE);
    got = $fscanf(file, "%h\n", expected);
  end
  assign tready = stalls == 0 || noise[3];
  assign done = seen == frames;
  wire frame_ends = beat == BEATS - 1;
  always @(posedge clk)
    if (!rst_n) begin
      seen <= 0;
      beat <= 0;
      cycle <= 0;
      mismatches <= 0;
      noise <= 32'h9e3779b9 + 32'(SEED);
      first_output <= 0;
      last_output <= 0;
      previous_output <= 0;
    end else begin
      noise <= {noise[30:0], noise[31] ^ noise[21] ^ noise[1] ^ noise[0]};
      cycle <= cycle + 1;
      if (tvalid && tready && !done) begin
        if (tdata !== expected || tlast !== frame_ends) mismatches <= mismatches + 1;
        if (seen == 0 && beat == 0) first_output <= cycle;
        beat <= frame_ends ? 0 : beat + 1;
        if (frame_ends) begin
          seen <= seen + 1;
          previous_output <= last_output;
          last_output <= cycle;
        end
        got = $fscanf(file, "%h\n", next);
        if (got != 1) begin
          got = $fseek(file, 0, 0);
          got = $fscanf(file, "%h\n", next);
        end
        expected <= next;
      end
    end
endmodule
