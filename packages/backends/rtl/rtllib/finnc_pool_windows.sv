// Pools windows of any kernel and stride, LANES channels a word, FOLDS words a pixel, from the KERNEL_H - 1 rows above and
// the KERNEL_W - 1 reduced columns to the left of each word; a word that ends a window gives it.
module finnc_pool_windows #(
  parameter int LANES = 1,
  parameter int X_BITS = 1,
  parameter int X_KIND = 0,
  parameter int Y_BITS = 1,
  parameter bit SUM = 0,
  parameter int FOLDS = 1,
  parameter int HEIGHT = 4,
  parameter int WIDTH = 4,
  parameter int KERNEL_H = 3,
  parameter int KERNEL_W = 3,
  parameter int STRIDE_H = 2,
  parameter int STRIDE_W = 2
) (
  input  logic                    clk,
  input  logic                    rst_n,
  input  logic [LANES*X_BITS-1:0] x_tdata,
  input  logic                    x_tvalid,
  output logic                    x_tready,
  output logic [LANES*Y_BITS-1:0] y_tdata,
  output logic                    y_tvalid,
  input  logic                    y_tready
);
  localparam int X = LANES * X_BITS;
  localparam int Y = LANES * Y_BITS;
  localparam int ROWS = (KERNEL_H > 1 ? KERNEL_H : 2) - 1;
  localparam int COLUMNS = (KERNEL_W > 1 ? KERNEL_W : 2) - 1;
  localparam int AW = WIDTH * FOLDS > 1 ? $clog2(WIDTH * FOLDS) : 1;
  localparam int FW = FOLDS > 1 ? $clog2(FOLDS) : 1;
  localparam int YW = $clog2(HEIGHT + 1);
  // Until the next pixel and row that end windows.
  localparam int UXW = $clog2((KERNEL_W > STRIDE_W ? KERNEL_W : STRIDE_W) + 1);
  localparam int UYW = $clog2((KERNEL_H > STRIDE_H ? KERNEL_H : STRIDE_H) + 1);
  logic [AW-1:0]  at;
  logic [FW-1:0]  fold;
  logic [YW-1:0]  row;
  logic [UXW-1:0] until_x;
  logic [UYW-1:0] until_y;

  wire en = !y_tvalid || y_tready;
  wire step = en && x_tvalid;
  assign x_tready = en;
  wire fold_ends = fold == FW'(FOLDS - 1);
  wire row_ends = at == AW'(WIDTH * FOLDS - 1);
  wire frame_ends = row_ends && row == YW'(HEIGHT - 1);

  // The newest row is first, and so is the newest column.
  logic [ROWS*X-1:0]    above [0:WIDTH*FOLDS-1];
  logic [COLUMNS*Y-1:0] left [0:FOLDS-1];
  wire [(ROWS+1)*X-1:0] column_words = {above[at], x_tdata};
  logic [Y-1:0]         column, window;
  wire [(COLUMNS+1)*Y-1:0] columns = {left[fold], column};

  for (genvar i = 0; i < LANES; i++) begin : g_lane
    logic [KERNEL_H*Y_BITS-1:0] down;
    for (genvar k = 0; k < KERNEL_H; k++) begin : g_row
      logic [Y_BITS-1:0] value;
      finnc_decode #(.BITS(X_BITS), .KIND(X_KIND), .OUT(Y_BITS)) decode (
        .code(column_words[k*X+i*X_BITS +: X_BITS]), .value(value)
      );
      if (k == 0) begin : g_first
        assign down[Y_BITS-1:0] = value;
      end else begin : g_join
        finnc_reduce #(.BITS(Y_BITS), .SUM(SUM), .SIGNED(X_KIND == 1)) reduce (
          .a(down[(k-1)*Y_BITS +: Y_BITS]), .b(value), .y(down[k*Y_BITS +: Y_BITS])
        );
      end
    end
    assign column[i*Y_BITS +: Y_BITS] = down[(KERNEL_H-1)*Y_BITS +: Y_BITS];

    logic [KERNEL_W*Y_BITS-1:0] along;
    for (genvar k = 0; k < KERNEL_W; k++) begin : g_column
      if (k == 0) begin : g_first
        assign along[Y_BITS-1:0] = columns[i*Y_BITS +: Y_BITS];
      end else begin : g_join
        finnc_reduce #(.BITS(Y_BITS), .SUM(SUM), .SIGNED(X_KIND == 1)) reduce (
          .a(along[(k-1)*Y_BITS +: Y_BITS]), .b(columns[k*Y+i*Y_BITS +: Y_BITS]), .y(along[k*Y_BITS +: Y_BITS])
        );
      end
    end
    assign window[i*Y_BITS +: Y_BITS] = along[(KERNEL_W-1)*Y_BITS +: Y_BITS];
  end

  always_ff @(posedge clk) begin
    if (step) above[at] <= column_words[ROWS*X-1:0];
    if (step) left[fold] <= columns[COLUMNS*Y-1:0];
    if (en) y_tdata <= window;
  end
  always_ff @(posedge clk)
    if (!rst_n) begin
      at <= '0;
      fold <= '0;
      row <= '0;
      until_x <= UXW'(KERNEL_W - 1);
      until_y <= UYW'(KERNEL_H - 1);
      y_tvalid <= 1'b0;
    end else begin
      if (en) y_tvalid <= step && until_x == 0 && until_y == 0;
      if (step) begin
        at <= row_ends ? '0 : at + 1'b1;
        fold <= fold_ends ? '0 : fold + 1'b1;
        if (row_ends) until_x <= UXW'(KERNEL_W - 1);
        else if (fold_ends) until_x <= until_x == 0 ? UXW'(STRIDE_W - 1) : until_x - 1'b1;
        if (row_ends) begin
          row <= frame_ends ? '0 : row + 1'b1;
          if (frame_ends) until_y <= UYW'(KERNEL_H - 1);
          else until_y <= until_y == 0 ? UYW'(STRIDE_H - 1) : until_y - 1'b1;
        end
      end
    end
endmodule
