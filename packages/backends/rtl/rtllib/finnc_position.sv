// The class of each result of an image by its row and column: what the row adds, and what the column does.
module finnc_position #(
  parameter int ROWS = 1,
  parameter int COLUMNS = 1,
  parameter int WIDTH = 1,
  parameter     ROW_FILE = "rows.hex",
  parameter     COLUMN_FILE = "columns.hex"
) (
  input  logic             clk,
  input  logic             rst_n,
  input  logic             advance,
  output logic [WIDTH-1:0] place
);
  localparam int RW = ROWS > 1 ? $clog2(ROWS) : 1;
  localparam int CW = COLUMNS > 1 ? $clog2(COLUMNS) : 1;
  logic [RW-1:0]    row;
  logic [CW-1:0]    column;
  logic [WIDTH-1:0] of_row [0:ROWS-1];
  logic [WIDTH-1:0] of_column [0:COLUMNS-1];
  initial $readmemh(ROW_FILE, of_row);
  initial $readmemh(COLUMN_FILE, of_column);
  assign place = of_row[row] + of_column[column];
  wire row_ends = column == CW'(COLUMNS - 1);
  always_ff @(posedge clk)
    if (!rst_n) begin
      row <= '0;
      column <= '0;
    end else if (advance) begin
      column <= row_ends ? '0 : column + 1'b1;
      if (row_ends) row <= row == RW'(ROWS - 1) ? '0 : row + 1'b1;
    end
endmodule
