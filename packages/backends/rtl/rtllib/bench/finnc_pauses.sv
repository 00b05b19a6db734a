// Whether one end of a stream pauses: with +stalls=1, some cycles before each word, a number drawn from a shift register with
// feedback that steps once a word. So the pauses are those of the words, whenever they come.
module finnc_pauses #(
  parameter bit [31:0] START = 1
) (
  input  logic clk,
  input  logic rst_n,
  input  logic moved,
  output logic pausing
);
  int unsigned stalls, left;
  logic [31:0] noise;
  wire [31:0] drawn = rst_n ? noise : START;
  // Mostly none or up to three cycles; one word in 64 comes so late that queues run empty or full.
  wire [31:0] length = drawn[10:5] == 0 ? 40 : drawn[4] ? 32'(drawn[3:2]) : 0;
  initial if ($value$plusargs("stalls=%d", stalls) == 0) stalls = 0;
  assign pausing = left != 0;
  always @(posedge clk)
    if (!rst_n || moved) begin
      noise <= {drawn[30:0], drawn[31] ^ drawn[21] ^ drawn[1] ^ drawn[0]};
      left <= stalls == 0 ? 0 : length;
    end else if (pausing) left <= left - 1;
endmodule
