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

  // Whether this column and this row are of the image, known when the step comes.
  logic inside_x, inside_y;
  wire covered = inside_x && inside_y;
  wire en = !y_tvalid || y_tready;
  wire step = en && (!covered || x_tvalid);
  assign x_tready = en && covered;
  wire fold_ends = fold == FW'(FOLDS - 1);
  wire last_column = column == XW'(COLUMNS - 1);
  wire row_ends = fold_ends && last_column;
  wire last_row = row == YW'(ROWS - 1);

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
      inside_x <= LEFT == 0;
      inside_y <= TOP == 0;
      y_tvalid <= 1'b0;
    end else begin
      if (en) y_tvalid <= step;
      if (step) begin
        fold <= fold_ends ? '0 : fold + 1'b1;
        if (fold_ends) begin
          column <= last_column ? '0 : column + 1'b1;
          // The first and the last column of the image follow these; without a border, the last column of all goes first.
          if (column == XW'((LEFT + COLUMNS - 1) % COLUMNS)) inside_x <= 1'b1;
          else if (column == XW'(LEFT + WIDTH - 1)) inside_x <= 1'b0;
        end
        if (row_ends) begin
          row <= last_row ? '0 : row + 1'b1;
          if (row == YW'((TOP + ROWS - 1) % ROWS)) inside_y <= 1'b1;
          else if (row == YW'(TOP + HEIGHT - 1)) inside_y <= 1'b0;
        end
      end
    end
endmodule
