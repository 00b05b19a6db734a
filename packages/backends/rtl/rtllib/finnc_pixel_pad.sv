// Zeros between the pixels of an image: STRIDE_H - 1 rows and STRIDE_W - 1 columns of them, none behind the last.
module finnc_pixel_pad #(
  parameter int LANES = 1,
  parameter int X_BITS = 1,
  parameter int X_KIND = 2,
  parameter int Y_BITS = 2,
  parameter int FOLDS = 1,
  parameter int HEIGHT = 4,
  parameter int WIDTH = 4,
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
  localparam int FW = $clog2(FOLDS + 1);
  localparam int XW = $clog2(WIDTH + 1);
  localparam int YW = $clog2(HEIGHT + 1);
  localparam int GXW = $clog2(STRIDE_W + 1);
  localparam int GYW = $clog2(STRIDE_H + 1);
  // Pixels of x, and how far behind the last of them.
  logic [FW-1:0]  fold;
  logic [XW-1:0]  column;
  logic [YW-1:0]  row;
  logic [GXW-1:0] gap_x;
  logic [GYW-1:0] gap_y;

  wire en = !y_tvalid || y_tready;
  wire reads = gap_x == 0 && gap_y == 0;
  wire step = en && (!reads || x_tvalid);
  assign x_tready = en && reads;
  wire fold_ends = fold == FW'(FOLDS - 1);
  wire row_ends = fold_ends && column == XW'(WIDTH - 1);
  wire frame_ends = row_ends && row == YW'(HEIGHT - 1);

  for (genvar i = 0; i < LANES; i++) begin : g_lane
    logic [Y_BITS-1:0] code;
    finnc_decode #(.BITS(X_BITS), .KIND(X_KIND), .OUT(Y_BITS)) decode (.code(x_tdata[i*X_BITS +: X_BITS]), .value(code));
    always_ff @(posedge clk) if (en) y_tdata[i*Y_BITS +: Y_BITS] <= reads ? code : '0;
  end
  always_ff @(posedge clk)
    if (!rst_n) begin
      fold <= '0;
      column <= '0;
      row <= '0;
      gap_x <= '0;
      gap_y <= '0;
      y_tvalid <= 1'b0;
    end else begin
      if (en) y_tvalid <= step;
      if (step) begin
        fold <= fold_ends ? '0 : fold + 1'b1;
        if (row_ends) begin
          column <= '0;
          gap_x <= '0;
          gap_y <= frame_ends || gap_y == GYW'(STRIDE_H - 1) ? '0 : gap_y + 1'b1;
          if (frame_ends) row <= '0;
          else if (gap_y == GYW'(STRIDE_H - 1)) row <= row + 1'b1;
        end else if (fold_ends) begin
          gap_x <= gap_x == GXW'(STRIDE_W - 1) ? '0 : gap_x + 1'b1;
          if (gap_x == GXW'(STRIDE_W - 1)) column <= column + 1'b1;
        end
      end
    end
endmodule
