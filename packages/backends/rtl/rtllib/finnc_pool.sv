// Pools windows that lie side by side (stride = kernel), LANES channels a word, FOLDS words a pixel: each word goes into its
// half-finished window, and the last of a window leaves. Pixels beyond the last whole window are dropped.
module finnc_pool #(
  parameter int LANES = 1,
  parameter int X_BITS = 1,
  parameter int X_KIND = 0,
  parameter int Y_BITS = 1,
  parameter bit SUM = 0,
  parameter int FOLDS = 1,
  parameter int HEIGHT = 4,
  parameter int WIDTH = 4,
  parameter int KERNEL_H = 2,
  parameter int KERNEL_W = 2
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
  localparam int COLUMNS = WIDTH / KERNEL_W;
  localparam int ROWS = HEIGHT / KERNEL_H;
  localparam int AW = COLUMNS * FOLDS > 1 ? $clog2(COLUMNS * FOLDS) : 1;
  localparam int FW = $clog2(FOLDS + 1);
  localparam int XW = $clog2(WIDTH + 1);
  localparam int YW = $clog2(HEIGHT + 1);
  localparam int KXW = $clog2(KERNEL_W + 1);
  localparam int KYW = $clog2(KERNEL_H + 1);
  // `window` is the place of the first fold of the window in the row of windows.
  logic [FW-1:0]  fold;
  logic [XW-1:0]  column;
  logic [YW-1:0]  row;
  logic [KXW-1:0] kx;
  logic [KYW-1:0] ky;
  logic [AW-1:0]  window;

  wire en = !y_tvalid || y_tready;
  wire step = en && x_tvalid;
  assign x_tready = en;
  wire fold_ends = fold == FW'(FOLDS - 1);
  wire kernel_ends = kx == KXW'(KERNEL_W - 1);
  wire row_ends = fold_ends && column == XW'(WIDTH - 1);
  wire frame_ends = row_ends && row == YW'(HEIGHT - 1);
  wire starts = kx == 0 && ky == 0;
  wire ends = kernel_ends && ky == KYW'(KERNEL_H - 1);
  wire covered = column < XW'(COLUMNS * KERNEL_W) && row < YW'(ROWS * KERNEL_H);
  wire [AW-1:0] at = window + AW'(fold);

  logic [LANES*Y_BITS-1:0] gathered [0:COLUMNS*FOLDS-1];
  wire  [LANES*Y_BITS-1:0] so_far = gathered[at];
  logic [LANES*Y_BITS-1:0] joint;
  for (genvar i = 0; i < LANES; i++) begin : g_lane
    logic [Y_BITS-1:0] value, joined;
    finnc_decode #(.BITS(X_BITS), .KIND(X_KIND), .OUT(Y_BITS)) decode (.code(x_tdata[i*X_BITS +: X_BITS]), .value(value));
    finnc_reduce #(.BITS(Y_BITS), .SUM(SUM), .SIGNED(X_KIND == 1)) reduce (
      .a(so_far[i*Y_BITS +: Y_BITS]), .b(value), .y(joined)
    );
    assign joint[i*Y_BITS +: Y_BITS] = starts ? value : joined;
  end
  always_ff @(posedge clk) begin
    if (step && covered) gathered[at] <= joint;
    if (en) y_tdata <= joint;
  end
  always_ff @(posedge clk)
    if (!rst_n) begin
      fold <= '0;
      column <= '0;
      row <= '0;
      kx <= '0;
      ky <= '0;
      window <= '0;
      y_tvalid <= 1'b0;
    end else begin
      if (en) y_tvalid <= step && covered && ends;
      if (step) begin
        fold <= fold_ends ? '0 : fold + 1'b1;
        if (fold_ends) begin
          column <= row_ends ? '0 : column + 1'b1;
          kx <= kernel_ends || row_ends ? '0 : kx + 1'b1;
          if (row_ends) window <= '0;
          else if (kernel_ends) window <= window + AW'(FOLDS);
        end
        if (row_ends) begin
          row <= frame_ends ? '0 : row + 1'b1;
          ky <= frame_ends || ky == KYW'(KERNEL_H - 1) ? '0 : ky + 1'b1;
        end
      end
    end
endmodule
