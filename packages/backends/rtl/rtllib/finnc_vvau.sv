// Depthwise unit: each channel's window times its FILTERS filters, PE channels a word. Words come tap by tap, all channels of
// a tap before the next; sums of all channels are kept meanwhile. The pipeline runs freely, as that of finnc_mvu.
module finnc_vvau #(
  parameter int CHANNELS = 4,
  parameter int FILTERS = 1,
  parameter int TAPS = 9,
  parameter int PE = 2,
  parameter int X_BITS = 4,
  parameter int X_KIND = 0,
  parameter int W_BITS = 4,
  parameter int W_KIND = 1,
  parameter int ACC_BITS = 16,
  parameter int STEPS = 0,
  parameter int LEVELS = 0,
  parameter int Y_BITS = 16,
  parameter int BIAS = 0,
  parameter bit BLOCK = 0,
  parameter int QUEUE = 6,
  parameter     WEIGHTS = "weights.hex",
  parameter     STARTS = "starts.hex",
  parameter     THRESHOLDS = "thresholds",
  // Classes of positions in an image of ROWS by COLUMNS results, each with starts and thresholds of its own.
  parameter int CLASSES = 1,
  parameter int ROWS = 1,
  parameter int COLUMNS = 1,
  parameter     ROW_PLACES = "rows.hex",
  parameter     COLUMN_PLACES = "columns.hex"
) (
  input  logic                         clk,
  input  logic                         rst_n,
  input  logic [PE*X_BITS-1:0]         x_tdata,
  input  logic                         x_tvalid,
  output logic                         x_tready,
  output logic [PE*FILTERS*Y_BITS-1:0] y_tdata,
  output logic                         y_tvalid,
  input  logic                         y_tready
);
  localparam int NF = CHANNELS / PE;
  localparam int LANES = PE * FILTERS;
  localparam int NFW = NF > 1 ? $clog2(NF) : 1;
  localparam int EW = CLASSES * NF > 1 ? $clog2(CLASSES * NF) : 1;
  localparam int TPW = TAPS > 1 ? $clog2(TAPS) : 1;
  localparam int TW = TAPS * NF > 1 ? $clog2(TAPS * NF) : 1;
  localparam int FETCH = BLOCK ? 2 : 1;
  localparam int SUM = FETCH + 1;
  localparam int P_BITS = X_BITS + W_BITS + 2;

  // ---- the step
  logic [TPW-1:0] tap;
  logic [NFW-1:0] group;
  logic [TW-1:0]  tile;
  logic           credit;
  wire starts = tap == 0;
  wire ends = tap == TPW'(TAPS - 1);
  assign x_tready = !ends || credit;
  wire step = x_tready && x_tvalid;
  wire group_ends = group == NFW'(NF - 1);

  always_ff @(posedge clk)
    if (!rst_n) begin
      tap <= '0;
      group <= '0;
      tile <= '0;
    end else if (step) begin
      group <= group_ends ? '0 : group + 1'b1;
      if (group_ends) tap <= ends ? '0 : tap + 1'b1;
      tile <= tile == TW'(TAPS * NF - 1) ? '0 : tile + 1'b1;
    end

  // The group among those of the class of the position.
  logic [EW-1:0] entry;
  if (CLASSES > 1) begin : g_position
    logic [EW-1:0] place;
    finnc_position #(
      .ROWS(ROWS), .COLUMNS(COLUMNS), .WIDTH(EW), .ROW_FILE(ROW_PLACES), .COLUMN_FILE(COLUMN_PLACES)
    ) position (.clk(clk), .rst_n(rst_n), .advance(step && ends && group_ends), .place(place));
    assign entry = place + EW'(group);
  end else begin : g_anywhere
    assign entry = EW'(group);
  end

  // ---- products
  logic [PE*X_BITS-1:0]    x;
  logic [LANES*W_BITS-1:0] w;
  finnc_delay #(.WIDTH(PE * X_BITS), .CYCLES(FETCH)) delay_x (.clk(clk), .rst_n(rst_n), .d(x_tdata), .q(x));
  finnc_rom #(.WIDTH(LANES * W_BITS), .DEPTH(TAPS * NF), .BLOCK(BLOCK), .FILE(WEIGHTS)) rom_weights (
    .clk(clk), .address(tile), .word(w)
  );
  logic summed, ends_sum, first_sum;
  logic [NFW-1:0] group_sum;
  logic [EW-1:0]  entry_start, entry_sum;
  finnc_delay #(.WIDTH(2), .CYCLES(SUM), .RESET(1)) delay_step (
    .clk(clk), .rst_n(rst_n), .d({step, step && ends}), .q({summed, ends_sum})
  );
  finnc_delay #(.WIDTH(1), .CYCLES(SUM)) delay_first (.clk(clk), .rst_n(rst_n), .d(starts), .q(first_sum));
  finnc_delay #(.WIDTH(NFW), .CYCLES(SUM)) delay_group (.clk(clk), .rst_n(rst_n), .d(group), .q(group_sum));
  finnc_delay #(.WIDTH(EW), .CYCLES(SUM - 1)) delay_start (.clk(clk), .rst_n(rst_n), .d(entry), .q(entry_start));
  always_ff @(posedge clk) entry_sum <= entry_start;
  logic [LANES*ACC_BITS-1:0] start;
  finnc_rom #(.WIDTH(LANES * ACC_BITS), .DEPTH(CLASSES * NF), .FILE(STARTS)) rom_starts (
    .clk(clk), .address(entry_start), .word(start)
  );

  // ---- sums of all channels, each read and written in one cycle
  logic [LANES*ACC_BITS-1:0] kept [0:NF-1];
  wire  [LANES*ACC_BITS-1:0] from = first_sum ? start : kept[group_sum];
  logic [LANES*ACC_BITS-1:0] sums, totals;
  for (genvar p = 0; p < PE; p++) begin : g_channel
    logic [X_BITS:0] a;
    finnc_decode #(.BITS(X_BITS), .KIND(X_KIND)) decode_x (.code(x[p*X_BITS +: X_BITS]), .value(a));
    for (genvar j = 0; j < FILTERS; j++) begin : g_filter
      localparam int LANE = p * FILTERS + j;
      logic [W_BITS:0]   b;
      logic [P_BITS-1:0] product;
      finnc_decode #(.BITS(W_BITS), .KIND(W_KIND)) decode_w (.code(w[LANE*W_BITS +: W_BITS]), .value(b));
      always_ff @(posedge clk) product <= P_BITS'($signed(a) * $signed(b));
      assign totals[LANE*ACC_BITS +: ACC_BITS] = from[LANE*ACC_BITS +: ACC_BITS] + ACC_BITS'($signed(product));
    end
  end
  always_ff @(posedge clk) if (summed) kept[group_sum] <= totals;
  always_ff @(posedge clk) sums <= totals;

  // ---- results
  logic done;
  finnc_delay #(.WIDTH(1), .CYCLES(1 + LEVELS), .RESET(1)) delay_done (
    .clk(clk), .rst_n(rst_n), .d(ends_sum), .q(done)
  );
  logic [LANES*Y_BITS-1:0] codes;
  finnc_activate #(
    .PE(LANES), .BITS(ACC_BITS), .STEPS(STEPS), .LEVELS(LEVELS), .GROUPS(CLASSES * NF), .OUT(Y_BITS), .BIAS(BIAS), .FILE(THRESHOLDS)
  ) activate (.clk(clk), .x(sums), .group(entry_sum), .y(codes));
  finnc_credit_queue #(.WIDTH(LANES * Y_BITS), .DEPTH(QUEUE)) queue (
    .clk(clk), .rst_n(rst_n), .spend(step && ends), .credit(credit), .push(done), .data(codes),
    .y_tdata(y_tdata), .y_tvalid(y_tvalid), .y_tready(y_tready)
  );
endmodule
