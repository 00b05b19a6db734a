// Matrix-vector unit: MH results from each vector of MW elements, SIMD of them a word, PE results a word. A vector is read
// once and kept for the other groups of rows.
//
// The pipeline runs freely: a word enters a stage each cycle or none does, and a fold whose results have no place in the
// queue does not end. Sums start from a table (minus the threshold, where one decides: the sign is then the result).
// Signs times signs are an XNOR before the tree of adders; other elements are multiplied.
module finnc_mvu #(
  parameter int MW = 8,
  parameter int MH = 4,
  parameter int SIMD = 4,
  parameter int PE = 2,
  parameter int X_BITS = 1,
  parameter int X_KIND = 2,
  parameter int W_BITS = 1,
  parameter int W_KIND = 2,
  parameter int ACC_BITS = 8,
  // Of signs: whether a match counts 2 (the sum itself, from minus MW on) or 1.
  parameter bit TWICE = 0,
  parameter int STEPS = 1,
  parameter int LEVELS = 0,
  parameter int Y_BITS = 1,
  parameter int BIAS = 0,
  parameter int RADIX = 8,
  parameter bit BLOCK = 0,
  parameter int QUEUE = 4,
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
  input  logic                   clk,
  input  logic                   rst_n,
  input  logic [SIMD*X_BITS-1:0] x_tdata,
  input  logic                   x_tvalid,
  output logic                   x_tready,
  output logic [PE*Y_BITS-1:0]   y_tdata,
  output logic                   y_tvalid,
  input  logic                   y_tready
);
  localparam int SF = MW / SIMD;
  localparam int NF = MH / PE;
  localparam int SFW = SF > 1 ? $clog2(SF) : 1;
  localparam int NFW = NF > 1 ? $clog2(NF) : 1;
  localparam int EW = CLASSES * NF > 1 ? $clog2(CLASSES * NF) : 1;
  localparam int TW = SF * NF > 1 ? $clog2(SF * NF) : 1;
  localparam bit XNOR = X_KIND == 2 && W_KIND == 2;

  // Cycles from the step to the word of weights, to the products, to their sum.
  localparam int FETCH = BLOCK ? 2 : 1;
  localparam int PRODUCT = XNOR ? FETCH : FETCH + 1;
  function automatic int tree_levels(input int n);
    int left;
    left = n;
    tree_levels = 0;
    while (left > 1) begin
      left = (left + RADIX - 1) / RADIX;
      tree_levels = tree_levels + 1;
    end
  endfunction
  localparam int SUM = PRODUCT + tree_levels(SIMD);

  // ---- the step: a new word in the first pass over the vector, a kept one in the others
  logic [SFW-1:0] column;
  logic [NFW-1:0] group;
  logic [TW-1:0]  tile;
  logic           credit;
  // With a value at start the address stays a register: else Yosys moves it behind the table, whose path then begins with the
  // step and the sum that make the next address.
  initial tile = '0;
  wire first_pass = group == 0;
  wire starts = column == 0;
  wire ends = column == SFW'(SF - 1);
  wire may = !ends || credit;
  wire step = may && (!first_pass || x_tvalid);
  assign x_tready = may && first_pass;

  always_ff @(posedge clk)
    if (!rst_n) begin
      column <= '0;
      group <= '0;
      tile <= '0;
    end else if (step) begin
      column <= ends ? '0 : column + 1'b1;
      if (ends) group <= group == NFW'(NF - 1) ? '0 : group + 1'b1;
      tile <= tile == TW'(SF * NF - 1) ? '0 : tile + 1'b1;
    end

  logic [SIMD*X_BITS-1:0] word;
  if (NF > 1) begin : g_keep
    logic [SIMD*X_BITS-1:0] kept [0:SF-1];
    always_ff @(posedge clk) if (first_pass) kept[column] <= x_tdata;
    assign word = first_pass ? x_tdata : kept[column];
  end else begin : g_once
    assign word = x_tdata;
  end

  // The group among those of the class of the position.
  logic [EW-1:0] entry;
  if (CLASSES > 1) begin : g_position
    logic [EW-1:0] place;
    finnc_position #(
      .ROWS(ROWS), .COLUMNS(COLUMNS), .WIDTH(EW), .ROW_FILE(ROW_PLACES), .COLUMN_FILE(COLUMN_PLACES)
    ) position (.clk(clk), .rst_n(rst_n), .advance(step && ends && group == NFW'(NF - 1)), .place(place));
    assign entry = place + EW'(group);
  end else begin : g_anywhere
    assign entry = EW'(group);
  end

  // ---- weights and sums, a lane a result
  logic [SIMD*X_BITS-1:0] x;
  finnc_delay #(.WIDTH(SIMD * X_BITS), .CYCLES(FETCH)) delay_x (.clk(clk), .rst_n(rst_n), .d(word), .q(x));

  logic summed, first_sum, ends_fetch;
  logic [EW-1:0] entry_start, entry_sum;
  finnc_delay #(.WIDTH(2), .CYCLES(SUM), .RESET(1)) delay_step (
    .clk(clk), .rst_n(rst_n), .d({step, step && ends}), .q({summed, ends_fetch})
  );
  finnc_delay #(.WIDTH(1), .CYCLES(SUM)) delay_first (.clk(clk), .rst_n(rst_n), .d(starts), .q(first_sum));
  finnc_delay #(.WIDTH(EW), .CYCLES(SUM - 1)) delay_start (.clk(clk), .rst_n(rst_n), .d(entry), .q(entry_start));
  always_ff @(posedge clk) entry_sum <= entry_start;

  logic [PE*ACC_BITS-1:0] start;
  finnc_rom #(.WIDTH(PE * ACC_BITS), .DEPTH(CLASSES * NF), .FILE(STARTS)) rom_starts (
    .clk(clk), .address(entry_start), .word(start)
  );

  logic [PE*ACC_BITS-1:0] sums;
  if (XNOR && !BLOCK) begin : g_matches
    // A memory in LUTs has room for the XNOR before its register.
`ifdef YOSYS
    (* rom_style = "logic", ram_style = "logic" *)
`else
    (* rom_style = "distributed", ram_style = "distributed" *)
`endif
    logic [PE*SIMD-1:0] weights [0:SF*NF-1];
    initial $readmemh(WEIGHTS, weights);
    logic [PE*SIMD-1:0] agree;
    always_ff @(posedge clk) agree <= ~(weights[tile] ^ {PE{word}});
  end else begin : g_weights
    logic [PE*SIMD*W_BITS-1:0] w;
    finnc_rom #(.WIDTH(PE * SIMD * W_BITS), .DEPTH(SF * NF), .BLOCK(BLOCK), .FILE(WEIGHTS)) rom_weights (
      .clk(clk), .address(tile), .word(w)
    );
  end

  for (genvar p = 0; p < PE; p++) begin : g_lane
    logic [ACC_BITS-1:0] sum, acc;
    if (XNOR) begin : g_xnor
      logic [SIMD-1:0] match;
      if (BLOCK) begin : g_block
        assign match = ~(x ^ g_weights.w[p*SIMD +: SIMD]);
      end else begin : g_lut
        assign match = g_matches.agree[p*SIMD +: SIMD];
      end
      logic [$clog2(SIMD+1)-1:0] count;
      finnc_add_tree #(.N(SIMD), .WIDTH(1), .RADIX(RADIX), .OUT($clog2(SIMD + 1))) tree (
        .clk(clk), .x(match), .sum(count)
      );
      assign sum = ACC_BITS'(count) << TWICE;
    end else begin : g_products
      localparam int P_BITS = X_BITS + W_BITS + 2;
      localparam int S_BITS = P_BITS + $clog2(SIMD + 1);
      logic [SIMD*P_BITS-1:0] products;
      for (genvar i = 0; i < SIMD; i++) begin : g_product
        logic [X_BITS:0] a;
        logic [W_BITS:0] b;
        finnc_decode #(.BITS(X_BITS), .KIND(X_KIND)) decode_x (.code(x[i*X_BITS +: X_BITS]), .value(a));
        finnc_decode #(.BITS(W_BITS), .KIND(W_KIND)) decode_w (
          .code(g_weights.w[(p*SIMD+i)*W_BITS +: W_BITS]), .value(b)
        );
        always_ff @(posedge clk) products[i*P_BITS +: P_BITS] <= P_BITS'($signed(a) * $signed(b));
      end
      logic [S_BITS-1:0] total;
      finnc_add_tree #(.N(SIMD), .WIDTH(P_BITS), .RADIX(RADIX), .SIGNED(1), .OUT(S_BITS)) tree (
        .clk(clk), .x(products), .sum(total)
      );
      assign sum = ACC_BITS'($signed(total));
    end
    always_ff @(posedge clk) if (summed) acc <= (first_sum ? start[p*ACC_BITS +: ACC_BITS] : acc) + sum;
    assign sums[p*ACC_BITS +: ACC_BITS] = acc;
  end

  // ---- results
  logic done;
  finnc_delay #(.WIDTH(1), .CYCLES(1 + LEVELS), .RESET(1)) delay_done (
    .clk(clk), .rst_n(rst_n), .d(ends_fetch), .q(done)
  );
  logic [PE*Y_BITS-1:0] codes;
  finnc_activate #(
    .PE(PE), .BITS(ACC_BITS), .STEPS(STEPS), .LEVELS(LEVELS), .GROUPS(CLASSES * NF), .OUT(Y_BITS), .BIAS(BIAS), .FILE(THRESHOLDS)
  ) activate (.clk(clk), .x(sums), .group(entry_sum), .y(codes));
  finnc_credit_queue #(.WIDTH(PE * Y_BITS), .DEPTH(QUEUE)) queue (
    .clk(clk), .rst_n(rst_n), .spend(step && ends), .credit(credit), .push(done), .data(codes),
    .y_tdata(y_tdata), .y_tvalid(y_tvalid), .y_tready(y_tready)
  );
endmodule
