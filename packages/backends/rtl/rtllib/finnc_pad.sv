// A border of one code around an image: a word out a step, and one in where it is not of the border.
module finnc_pad #(
  parameter int LANES = 1,
  parameter int X_BITS = 1,
  parameter int X_KIND = 2,
  parameter int Y_BITS = 1,
  parameter int FOLDS = 1,
  parameter int HEIGHT = 4,
  parameter int WIDTH = 4,
  parameter int TOP = 1,
  parameter int LEFT = 1,
  parameter int BOTTOM = 1,
  parameter int RIGHT = 1,
  parameter int CODE = 0
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
  localparam int ROWS = TOP + HEIGHT + BOTTOM;
  localparam int COLUMNS = LEFT + WIDTH + RIGHT;
  localparam int FW = $clog2(FOLDS + 1);
  localparam int XW = $clog2(COLUMNS + 1);
  localparam int YW = $clog2(ROWS + 1);
  logic [FW-1:0] fold;
  logic [XW-1:0] column;
  logic [YW-1:0] row;

  // Counted from the first pixel on, so that a border of none compares with nothing.
  wire [XW-1:0] from_left = column - XW'(LEFT);
  wire [YW-1:0] from_top = row - YW'(TOP);
  wire covered = from_left < XW'(WIDTH) && from_top < YW'(HEIGHT);
  wire en = !y_tvalid || y_tready;
  wire step = en && (!covered || x_tvalid);
  assign x_tready = en && covered;
  wire fold_ends = fold == FW'(FOLDS - 1);
  wire row_ends = fold_ends && column == XW'(COLUMNS - 1);

  for (genvar i = 0; i < LANES; i++) begin : g_lane
    logic [Y_BITS-1:0] code;
    finnc_decode #(.BITS(X_BITS), .KIND(X_KIND), .OUT(Y_BITS)) decode (.code(x_tdata[i*X_BITS +: X_BITS]), .value(code));
    always_ff @(posedge clk) if (en) y_tdata[i*Y_BITS +: Y_BITS] <= covered ? code : Y_BITS'(CODE);
  end
  always_ff @(posedge clk)
    if (!rst_n) begin
      fold <= '0;
      column <= '0;
      row <= '0;
      y_tvalid <= 1'b0;
    end else begin
      if (en) y_tvalid <= step;
      if (step) begin
        fold <= fold_ends ? '0 : fold + 1'b1;
        if (fold_ends) column <= row_ends ? '0 : column + 1'b1;
        if (row_ends) row <= row == YW'(ROWS - 1) ? '0 : row + 1'b1;
      end
    end
endmodule
