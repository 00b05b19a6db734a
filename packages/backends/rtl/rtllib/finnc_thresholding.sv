// Codes of the thresholds that PE elements of a word reach, one word a cycle. The search runs freely into a queue.
module finnc_thresholding #(
  parameter int PE = 1,
  parameter int GROUPS = 1,
  parameter int X_BITS = 8,
  parameter int X_KIND = 0,
  parameter int LEVELS = 1,
  parameter int Y_BITS = 1,
  parameter int BIAS = 0,
  parameter int QUEUE = 3,
  parameter     THRESHOLDS = "thresholds"
) (
  input  logic                 clk,
  input  logic                 rst_n,
  input  logic [PE*X_BITS-1:0] x_tdata,
  input  logic                 x_tvalid,
  output logic                 x_tready,
  output logic [PE*Y_BITS-1:0] y_tdata,
  output logic                 y_tvalid,
  input  logic                 y_tready
);
  localparam int GW = GROUPS > 1 ? $clog2(GROUPS) : 1;
  // The first table is read for the group of the next word before it comes.
  logic [GW-1:0] group, group_next;
  logic          found;
  wire step = x_tvalid && x_tready;
  always_comb begin
    group_next = group;
    if (!rst_n) group_next = '0;
    else if (step) group_next = group == GW'(GROUPS - 1) ? '0 : group + 1'b1;
  end
  always_ff @(posedge clk) group <= group_next;

  logic [PE*(X_BITS+1)-1:0] values;
  for (genvar p = 0; p < PE; p++) begin : g_lane
    finnc_decode #(.BITS(X_BITS), .KIND(X_KIND)) decode (
      .code(x_tdata[p*X_BITS +: X_BITS]), .value(values[p*(X_BITS+1) +: X_BITS + 1])
    );
  end
  logic [PE*Y_BITS-1:0] codes;
  finnc_activate #(
    .PE(PE), .BITS(X_BITS + 1), .LEVELS(LEVELS), .GROUPS(GROUPS), .OUT(Y_BITS), .BIAS(BIAS), .FILE(THRESHOLDS)
  ) activate (.clk(clk), .x(values), .group(group_next), .y(codes));
  finnc_delay #(.WIDTH(1), .CYCLES(LEVELS), .RESET(1)) delay_found (.clk(clk), .rst_n(rst_n), .d(step), .q(found));
  finnc_credit_queue #(.WIDTH(PE * Y_BITS), .DEPTH(QUEUE)) queue (
    .clk(clk), .rst_n(rst_n), .spend(step), .credit(x_tready), .push(found), .data(codes),
    .y_tdata(y_tdata), .y_tvalid(y_tvalid), .y_tready(y_tready)
  );
endmodule
