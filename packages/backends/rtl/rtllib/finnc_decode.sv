// An element of a stream as a two's complement number of OUT bits, which hold it. KIND: 0 unsigned, 1 two's complement, 2 a
// bit for -1 or +1, which stays one where OUT is 1.
module finnc_decode #(
  parameter int BITS = 1,
  parameter int KIND = 0,
  parameter int OUT = BITS + 1
) (
  input  logic [BITS-1:0] code,
  output logic [OUT-1:0]  value
);
  if (KIND == 2 && OUT == 1) begin : g_same
    assign value = code;
  end else if (KIND == 2) begin : g_sign
    assign value = {{(OUT - 1){!code[0]}}, 1'b1};
  end else if (KIND == 1) begin : g_signed
    assign value = OUT'($signed(code));
  end else begin : g_unsigned
    assign value = OUT'(code);
  end
endmodule
