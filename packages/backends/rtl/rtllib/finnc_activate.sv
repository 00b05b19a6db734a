// What comes of PE accumulators: themselves, their sign turned into codes of one threshold, or codes of a binary search.
// With LEVELS = 0 nothing is registered; else codes come LEVELS cycles later, and `group` a cycle before x.
module finnc_activate #(
  parameter int PE = 1,
  parameter int BITS = 8,
  parameter int STEPS = 1,
  parameter int LEVELS = 0,
  parameter int GROUPS = 1,
  parameter int OUT = 1,
  parameter int BIAS = 0,
  parameter     FILE = "thresholds",
  parameter int GW = GROUPS > 1 ? $clog2(GROUPS) : 1
) (
  input  logic               clk,
  input  logic [PE*BITS-1:0] x,
  input  logic [GW-1:0]      group,
  output logic [PE*OUT-1:0]  y
);
  for (genvar p = 0; p < PE; p++) begin : g_lane
    wire [BITS-1:0] value = x[p*BITS +: BITS];
    if (LEVELS > 0) begin : g_search
      finnc_search #(
        .BITS(BITS), .LEVELS(LEVELS), .GROUPS(GROUPS), .LANE(p), .OUT(OUT), .BIAS(BIAS), .FILE(FILE)
      ) search (.clk(clk), .x(value), .group(group), .y(y[p*OUT +: OUT]));
    end else if (STEPS == 1) begin : g_sign
      assign y[p*OUT +: OUT] = OUT'(!value[BITS-1]) + OUT'(BIAS);
    end else begin : g_raw
      assign y[p*OUT +: OUT] = OUT'($signed(value));
    end
  end
endmodule
