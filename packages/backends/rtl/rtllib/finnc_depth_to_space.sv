// The channels of a pixel become a block of BLOCK by BLOCK pixels, LANES channels of them a word out. A row of blocks is kept
// while the next one comes: two rows in turn, of which the reader follows the writer word by word.
// A word in holds LANES channels of one pixel of its block, or with CRD of all pixels of it.
module finnc_depth_to_space #(
  parameter int LANES = 1,
  parameter int BITS = 8,
  // Words out a pixel.
  parameter int FOLDS = 1,
  parameter int WIDTH = 4,
  parameter int BLOCK = 2,
  parameter bit CRD = 0,
  parameter int IN = CRD ? LANES * BLOCK * BLOCK : LANES
) (
  input  logic                  clk,
  input  logic                  rst_n,
  input  logic [IN*BITS-1:0]    x_tdata,
  input  logic                  x_tvalid,
  output logic                  x_tready,
  output logic [LANES*BITS-1:0] y_tdata,
  output logic                  y_tvalid,
  input  logic                  y_tready
);
  // Words of a row of blocks, and from one to the next along, in a block, and from the last of a row of pixels to the next.
  localparam int ROW = CRD ? WIDTH * FOLDS : WIDTH * BLOCK * BLOCK * FOLDS;
  localparam int PIXEL = CRD ? FOLDS : BLOCK * BLOCK * FOLDS;
  localparam int BESIDE = CRD ? 0 : FOLDS;
  localparam int BELOW = CRD ? 0 : BLOCK * FOLDS;
  localparam int AW = $clog2(2 * ROW);
  localparam int CW = $clog2(ROW + 1);
  localparam int FW = $clog2(FOLDS + 1);
  localparam int BW = $clog2(BLOCK + 1);
  localparam int XW = $clog2(WIDTH + 1);

  // Rows that are whole and not yet read, and words of the one that comes.
  logic [1:0]    rows;
  logic [CW-1:0] coming;
  logic          write_half, read_half;
  wire writes = x_tvalid && x_tready;
  wire row_comes = writes && coming == CW'(ROW - 1);
  assign x_tready = rows != 2;

  // The word of the row: of the first pixel of the block row in `column`, `across` and `fold` beside it.
  logic [FW-1:0] fold;
  logic [BW-1:0] across, down;
  logic [XW-1:0] column;
  logic [CW-1:0] place;
  wire en = !y_tvalid || y_tready;
  wire reads = en && (rows != 0 || place < coming);
  wire pixel_ends = fold == FW'(FOLDS - 1);
  wire block_ends = pixel_ends && across == BW'(BLOCK - 1);
  wire line_ends = block_ends && column == XW'(WIDTH - 1);
  wire row_ends = line_ends && down == BW'(BLOCK - 1);
  logic [CW-1:0] place_next;
  always_comb
    if (row_ends) place_next = '0;
    else if (line_ends) place_next = CW'((32'(down) + 1) * BELOW);
    else if (block_ends) place_next = place + CW'(PIXEL - (BLOCK - 1) * BESIDE - (FOLDS - 1));
    else if (pixel_ends) place_next = CRD ? place - CW'(FOLDS - 1) : place + CW'(1);
    else place_next = place + CW'(1);

  logic [IN*BITS-1:0] words [0:2*ROW-1];
  logic [IN*BITS-1:0] word;
  wire [AW-1:0] write_at = (write_half ? AW'(ROW) : AW'(0)) + AW'(coming);
  wire [AW-1:0] read_at = (read_half ? AW'(ROW) : AW'(0)) + AW'(place);
  always_ff @(posedge clk) if (writes) words[write_at] <= x_tdata;
  always_ff @(posedge clk) if (en) word <= words[read_at];

  if (CRD) begin : g_pick
    localparam int PW = BLOCK > 1 ? $clog2(BLOCK * BLOCK) : 1;
    logic [PW-1:0] pixel;
    always_ff @(posedge clk) if (en) pixel <= PW'(32'(down) * BLOCK + 32'(across));
    for (genvar i = 0; i < LANES; i++) begin : g_lane
      wire [BLOCK*BLOCK*BITS-1:0] pixels = word[i*BLOCK*BLOCK*BITS +: BLOCK*BLOCK*BITS];
      assign y_tdata[i*BITS +: BITS] = pixels[32'(pixel)*BITS +: BITS];
    end
  end else begin : g_whole
    assign y_tdata = word;
  end

  always_ff @(posedge clk)
    if (!rst_n) begin
      rows <= '0;
      coming <= '0;
      write_half <= 1'b0;
      read_half <= 1'b0;
      fold <= '0;
      across <= '0;
      down <= '0;
      column <= '0;
      place <= '0;
      y_tvalid <= 1'b0;
    end else begin
      rows <= rows + 2'(row_comes) - 2'(reads && row_ends);
      if (writes) coming <= row_comes ? '0 : coming + 1'b1;
      if (row_comes) write_half <= !write_half;
      if (en) y_tvalid <= reads;
      if (reads) begin
        place <= place_next;
        fold <= pixel_ends ? '0 : fold + 1'b1;
        if (pixel_ends) across <= block_ends ? '0 : across + 1'b1;
        if (block_ends) column <= line_ends ? '0 : column + 1'b1;
        if (line_ends) down <= row_ends ? '0 : down + 1'b1;
        if (row_ends) read_half <= !read_half;
      end
    end
endmodule
