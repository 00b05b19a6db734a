// Words of b behind those of a, vector by vector, in elements that hold both.
module finnc_concat #(
  parameter int LANES = 1,
  parameter int A_BITS = 4,
  parameter int A_KIND = 0,
  parameter int A_WORDS = 1,
  parameter int B_BITS = 4,
  parameter int B_KIND = 0,
  parameter int B_WORDS = 1,
  parameter int Y_BITS = 4
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
  localparam int CW = $clog2(A_WORDS + B_WORDS);
  logic [CW-1:0] at;
  wire from_a = at < CW'(A_WORDS);
  wire en = !y_tvalid || y_tready;
  wire step = en && (from_a ? a_tvalid : b_tvalid);
  assign a_tready = en && from_a;
  assign b_tready = en && !from_a;

  for (genvar i = 0; i < LANES; i++) begin : g_lane
    logic [Y_BITS-1:0] a, b;
    finnc_decode #(.BITS(A_BITS), .KIND(A_KIND), .OUT(Y_BITS)) decode_a (.code(a_tdata[i*A_BITS +: A_BITS]), .value(a));
    finnc_decode #(.BITS(B_BITS), .KIND(B_KIND), .OUT(Y_BITS)) decode_b (.code(b_tdata[i*B_BITS +: B_BITS]), .value(b));
    always_ff @(posedge clk) if (en) y_tdata[i*Y_BITS +: Y_BITS] <= from_a ? a : b;
  end
  always_ff @(posedge clk)
    if (!rst_n) begin
      at <= '0;
      y_tvalid <= 1'b0;
    end else begin
      if (en) y_tvalid <= step;
      if (step) at <= at == CW'(A_WORDS + B_WORDS - 1) ? '0 : at + 1'b1;
    end
endmodule
