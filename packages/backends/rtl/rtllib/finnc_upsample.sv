// Every pixel ACROSS times beside and DOWN times below itself: a row is kept while it is repeated.
module finnc_upsample #(
  parameter int BITS = 8,
  parameter int FOLDS = 1,
  parameter int WIDTH = 4,
  parameter int DOWN = 2,
  parameter int ACROSS = 2
) (
  input  logic            clk,
  input  logic            rst_n,
  input  logic [BITS-1:0] x_tdata,
  input  logic            x_tvalid,
  output logic            x_tready,
  output logic [BITS-1:0] y_tdata,
  output logic            y_tvalid,
  input  logic            y_tready
);
  localparam int AW = WIDTH * FOLDS > 1 ? $clog2(WIDTH * FOLDS) : 1;
  localparam int FW = $clog2(FOLDS + 1);
  localparam int CW = $clog2(WIDTH + 1);
  localparam int KXW = $clog2(ACROSS + 1);
  localparam int KYW = $clog2(DOWN + 1);
  // `pixel` is the place of the first fold of the current pixel in the row.
  logic [AW-1:0]  pixel;
  logic [FW-1:0]  fold;
  logic [CW-1:0]  column;
  logic [KXW-1:0] across;
  logic [KYW-1:0] down;

  wire en = !y_tvalid || y_tready;
  wire reads = across == 0 && down == 0;
  wire step = en && (!reads || x_tvalid);
  assign x_tready = en && reads;
  wire fold_ends = fold == FW'(FOLDS - 1);
  wire pixel_ends = fold_ends && across == KXW'(ACROSS - 1);
  wire row_ends = pixel_ends && column == CW'(WIDTH - 1);
  wire [AW-1:0] at = pixel + AW'(fold);

  logic [BITS-1:0] row [0:WIDTH*FOLDS-1];
  always_ff @(posedge clk) begin
    if (step && reads) row[at] <= x_tdata;
    if (en) y_tdata <= reads ? x_tdata : row[at];
  end
  always_ff @(posedge clk)
    if (!rst_n) begin
      pixel <= '0;
      fold <= '0;
      column <= '0;
      across <= '0;
      down <= '0;
      y_tvalid <= 1'b0;
    end else begin
      if (en) y_tvalid <= step;
      if (step) begin
        fold <= fold_ends ? '0 : fold + 1'b1;
        if (fold_ends) across <= pixel_ends ? '0 : across + 1'b1;
        if (pixel_ends) begin
          column <= row_ends ? '0 : column + 1'b1;
          pixel <= row_ends ? '0 : pixel + AW'(FOLDS);
        end
        if (row_ends) down <= down == KYW'(DOWN - 1) ? '0 : down + 1'b1;
      end
    end
endmodule
