// A_FACTOR · a + B_FACTOR · b, element by element.
module finnc_add #(
  parameter int LANES = 1,
  parameter int A_BITS = 8,
  parameter int A_KIND = 1,
  parameter int B_BITS = 8,
  parameter int B_KIND = 1,
  parameter int Y_BITS = 9,
  parameter int A_FACTOR = 1,
  parameter int B_FACTOR = 1
) (
  input  logic                    clk,
  input  logic                    rst_n,
  input  logic [LANES*A_BITS-1:0] a_tdata,
  input  logic                    a_tvalid,
  output logic                    a_tready,
  input  logic [LANES*B_BITS-1:0] b_tdata,
  input  logic                    b_tvalid,
  output logic                    b_tready,
  output logic [LANES*Y_BITS-1:0] y_tdata,
  output logic                    y_tvalid,
  input  logic                    y_tready
);
  wire en = !y_tvalid || y_tready;
  wire step = en && a_tvalid && b_tvalid;
  assign a_tready = step;
  assign b_tready = step;
  // Sums need Y_BITS only: what is above them cancels.
  for (genvar i = 0; i < LANES; i++) begin : g_lane
    logic [A_BITS+Y_BITS-1:0] a;
    logic [B_BITS+Y_BITS-1:0] b;
    finnc_decode #(.BITS(A_BITS), .KIND(A_KIND), .OUT(A_BITS + Y_BITS)) decode_a (
      .code(a_tdata[i*A_BITS +: A_BITS]), .value(a)
    );
    finnc_decode #(.BITS(B_BITS), .KIND(B_KIND), .OUT(B_BITS + Y_BITS)) decode_b (
      .code(b_tdata[i*B_BITS +: B_BITS]), .value(b)
    );
    always_ff @(posedge clk)
      if (en) y_tdata[i*Y_BITS +: Y_BITS] <= a[Y_BITS-1:0] * Y_BITS'(A_FACTOR) + b[Y_BITS-1:0] * Y_BITS'(B_FACTOR);
  end
  always_ff @(posedge clk)
    if (!rst_n) y_tvalid <= 1'b0;
    else if (en) y_tvalid <= step;
endmodule
