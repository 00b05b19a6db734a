// Joins a value with what was gathered so far: the greater of both, or their sum. SIGNED tells how codes compare.
module finnc_reduce #(
  parameter int BITS = 1,
  parameter bit SUM = 0,
  parameter bit SIGNED = 0
) (
  input  logic [BITS-1:0] a,
  input  logic [BITS-1:0] b,
  output logic [BITS-1:0] y
);
  if (SUM) begin : g_sum
    assign y = a + b;
  end else if (SIGNED) begin : g_signed
    assign y = $signed(a) > $signed(b) ? a : b;
  end else begin : g_unsigned
    assign y = a > b ? a : b;
  end
endmodule
