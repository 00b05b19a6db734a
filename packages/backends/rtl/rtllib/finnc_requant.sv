// (m · x + o) / 2^SHIFT of each channel, rounded down or, with EVEN, halves to even, and clamped to LOW … HIGH with CLAMP.
// The four stages run freely into a queue: table, product, sum, rounding.
module finnc_requant #(
  parameter int PE = 1,
  parameter int GROUPS = 1,
  parameter int X_BITS = 8,
  parameter int X_KIND = 0,
  parameter int M_BITS = 8,
  parameter int O_BITS = 16,
  // Bits of any m · x + o.
  parameter int SUM_BITS = 18,
  parameter int SHIFT = 8,
  parameter bit EVEN = 0,
  parameter bit CLAMP = 1,
  parameter int LOW = 0,
  parameter int HIGH = 255,
  parameter int Y_BITS = 8,
  // Results are -1 and +1, and their codes a bit.
  parameter bit Y_SIGNS = 0,
  parameter int QUEUE = 6,
  parameter     MULTIPLIERS = "multipliers.hex",
  parameter     OFFSETS = "offsets.hex"
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
  // One more for the rounding; the limits need their bits, too.
  localparam int BITS = (SUM_BITS > 32 ? SUM_BITS : 32) + 1;
  logic [GW-1:0] group;
  wire step = x_tvalid && x_tready;
  always_ff @(posedge clk)
    if (!rst_n) group <= '0;
    else if (step) group <= group == GW'(GROUPS - 1) ? '0 : group + 1'b1;

  logic [PE*M_BITS-1:0] m;
  logic [PE*O_BITS-1:0] o, o_product;
  logic [PE*X_BITS-1:0] x;
  finnc_rom #(.WIDTH(PE * M_BITS), .DEPTH(GROUPS), .FILE(MULTIPLIERS)) rom_m (.clk(clk), .address(group), .word(m));
  finnc_rom #(.WIDTH(PE * O_BITS), .DEPTH(GROUPS), .FILE(OFFSETS)) rom_o (.clk(clk), .address(group), .word(o));
  always_ff @(posedge clk) begin
    x <= x_tdata;
    o_product <= o;
  end

  logic [PE*Y_BITS-1:0] codes;
  for (genvar p = 0; p < PE; p++) begin : g_lane
    logic [X_BITS:0] value;
    finnc_decode #(.BITS(X_BITS), .KIND(X_KIND)) decode (.code(x[p*X_BITS +: X_BITS]), .value(value));
    wire signed [M_BITS-1:0] factor = m[p*M_BITS +: M_BITS];
    logic signed [M_BITS+X_BITS:0] product;
    logic signed [BITS-1:0]        sum, down, level;
    always_ff @(posedge clk) begin
      product <= (M_BITS+X_BITS+1)'(factor * $signed(value));
      sum <= BITS'(product) + BITS'($signed(o_product[p*O_BITS +: O_BITS]));
    end
    assign down = sum >>> SHIFT;
    if (EVEN && SHIFT > 0) begin : g_even
      // Halves go up where the result would be odd.
      wire half_or_more = sum[SHIFT-1];
      wire more = (sum & ((BITS'(1) << (SHIFT - 1)) - BITS'(1))) != 0;
      assign level = down + BITS'(half_or_more && (more || sum[SHIFT]));
    end else begin : g_down
      assign level = down;
    end
    wire low = CLAMP && level < BITS'(LOW);
    wire high = CLAMP && level > BITS'(HIGH);
    wire [Y_BITS-1:0] code = Y_SIGNS ? Y_BITS'(!level[BITS-1]) : level[Y_BITS-1:0];
    always_ff @(posedge clk)
      codes[p*Y_BITS +: Y_BITS] <= low ? Y_BITS'(LOW) : high ? Y_BITS'(HIGH) : code;
  end
  logic done;
  finnc_delay #(.WIDTH(1), .CYCLES(4), .RESET(1)) delay_done (.clk(clk), .rst_n(rst_n), .d(step), .q(done));
  finnc_credit_queue #(.WIDTH(PE * Y_BITS), .DEPTH(QUEUE)) queue (
    .clk(clk), .rst_n(rst_n), .spend(step), .credit(x_tready), .push(done), .data(codes),
    .y_tdata(y_tdata), .y_tvalid(y_tvalid), .y_tready(y_tready)
  );
endmodule
