// Feeds a stream from a file of words, one a line, hexadecimal, from the start again at its end: BEATS words a frame,
// +frames=N frames. With +stalls=1 it pauses at random, but what it has offered stands until it is taken.
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
  int unsigned frames, stalls;
  logic [63:0] left;
  logic [31:0] noise;
  logic        offered;
  logic [WIDTH-1:0] next;
  integer      file, got;
  initial begin
    if ($value$plusargs("frames=%d", frames) == 0) frames = 8;
    if ($value$plusargs("stalls=%d", stalls) == 0) stalls = 0;
    file = $fopen(FILE, "r");
    if (file == 0) $display("cannot read %s", FILE);
    got = $fscanf(file, "%h\n", tdata);
  end
  assign tvalid = rst_n && left != 0 && (offered || stalls == 0);
  always @(posedge clk)
    if (!rst_n) begin
      left <= 64'(frames) * 64'(BEATS);
      noise <= 32'h2545f491 + 32'(SEED);
      offered <= 1'b0;
    end else begin
      noise <= {noise[30:0], noise[31] ^ noise[21] ^ noise[1] ^ noise[0]};
      offered <= (offered && !tready) || noise[0];
      if (tvalid && tready) begin
        left <= left - 1;
        got = $fscanf(file, "%h\n", next);
        if (got != 1) begin
          got = $fseek(file, 0, 0);
          got = $fscanf(file, "%h\n", next);
        end
        tdata <= next;
      end
    end
endmodule
