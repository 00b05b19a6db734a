// Windows of an image, tap by tap in the order (ky, kx, channels): a ring of RING words between a writer, which takes
// pixels as they come, and a reader, which walks over the taps. A word can be read in the cycle after it was written; the
// words before the first tap of the current window make room as soon as the window before is through.
module finnc_sliding_window #(
  parameter int BITS = 8,
  // Words a pixel.
  parameter int FOLDS = 1,
  parameter int HEIGHT = 4,
  parameter int WIDTH = 4,
  parameter int ROWS = 2,
  parameter int COLUMNS = 2,
  parameter int KERNEL_H = 3,
  parameter int KERNEL_W = 3,
  parameter int STRIDE_H = 1,
  parameter int STRIDE_W = 1,
  parameter int DILATION_H = 1,
  parameter int DILATION_W = 1,
  parameter int RING = 16
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
  localparam int FRAME = HEIGHT * WIDTH * FOLDS;
  localparam int CW = $clog2(FRAME + RING + 1) + 1;
  localparam int AW = RING > 1 ? $clog2(RING) : 1;

  // From the last word of a tap, window, row or frame to the first of the next, in words of the image.
  localparam int TAP = DILATION_W * FOLDS - (FOLDS - 1);
  localparam int TAP_ROW = DILATION_H * WIDTH * FOLDS - (KERNEL_W - 1) * DILATION_W * FOLDS - (FOLDS - 1);
  localparam int SPAN = ((KERNEL_H - 1) * DILATION_H * WIDTH + (KERNEL_W - 1) * DILATION_W) * FOLDS + FOLDS - 1;
  localparam int ALONG = STRIDE_W * FOLDS;
  localparam int DOWN = STRIDE_H * WIDTH * FOLDS - (COLUMNS - 1) * ALONG;
  localparam int BACK = FRAME - (ROWS - 1) * STRIDE_H * WIDTH * FOLDS - (COLUMNS - 1) * ALONG;
  function automatic int in_ring(input int words);
    in_ring = ((words % RING) + RING) % RING;
  endfunction

  // Words that the reader can still take from its place on, and places that the writer can still fill. A reader may stand
  // before what is not yet written, and a frame may end with words that no window needs: then there are fewer than none, or
  // more places than the ring has.
  logic signed [CW-1:0] ahead, room;
  logic [AW-1:0]        write_at, read_at;
  wire writes = x_tvalid && x_tready;
  assign x_tready = !room[CW-1] && room != 0;

  // A counter with one value needs a bit all the same.
  localparam int FW = FOLDS > 1 ? $clog2(FOLDS) : 1;
  localparam int KXW = KERNEL_W > 1 ? $clog2(KERNEL_W) : 1;
  localparam int KYW = KERNEL_H > 1 ? $clog2(KERNEL_H) : 1;
  localparam int OXW = COLUMNS > 1 ? $clog2(COLUMNS) : 1;
  localparam int OYW = ROWS > 1 ? $clog2(ROWS) : 1;
  logic [FW-1:0]  fold;
  logic [KXW-1:0] kx;
  logic [KYW-1:0] ky;
  logic [OXW-1:0] column;
  logic [OYW-1:0] row;

  wire en = !y_tvalid || y_tready;
  wire reads = en && !ahead[CW-1] && ahead != 0;
  wire tap_ends = fold == FW'(FOLDS - 1);
  wire tap_row_ends = tap_ends && kx == KXW'(KERNEL_W - 1);
  wire window_ends = tap_row_ends && ky == KYW'(KERNEL_H - 1);
  wire row_ends = window_ends && column == OXW'(COLUMNS - 1);
  wire frame_ends = row_ends && row == OYW'(ROWS - 1);

  logic signed [CW-1:0] place_step, needed_step;
  logic [AW-1:0]        ring_step;
  always_comb begin
    needed_step = CW'(0);
    if (frame_ends) begin
      place_step = CW'(BACK - SPAN);
      ring_step = AW'(in_ring(BACK - SPAN));
      needed_step = CW'(BACK);
    end else if (row_ends) begin
      place_step = CW'(DOWN - SPAN);
      ring_step = AW'(in_ring(DOWN - SPAN));
      needed_step = CW'(DOWN);
    end else if (window_ends) begin
      place_step = CW'(ALONG - SPAN);
      ring_step = AW'(in_ring(ALONG - SPAN));
      needed_step = CW'(ALONG);
    end else if (tap_row_ends) begin
      place_step = CW'(TAP_ROW);
      ring_step = AW'(in_ring(TAP_ROW));
    end else if (tap_ends) begin
      place_step = CW'(TAP);
      ring_step = AW'(in_ring(TAP));
    end else begin
      place_step = CW'(1);
      ring_step = AW'(in_ring(1));
    end
  end
  wire [AW:0] moved = (AW+1)'(read_at) + (AW+1)'(ring_step);

  logic [BITS-1:0] words [0:RING-1];
  always_ff @(posedge clk) if (writes) words[write_at] <= x_tdata;
  always_ff @(posedge clk) if (en) y_tdata <= words[read_at];

  always_ff @(posedge clk)
    if (!rst_n) begin
      ahead <= '0;
      room <= CW'(RING);
      write_at <= '0;
      read_at <= '0;
      fold <= '0;
      kx <= '0;
      ky <= '0;
      column <= '0;
      row <= '0;
      y_tvalid <= 1'b0;
    end else begin
      ahead <= ahead + CW'(writes) - (reads ? place_step : CW'(0));
      room <= room - CW'(writes) + (reads ? needed_step : CW'(0));
      if (writes) write_at <= write_at == AW'(RING - 1) ? '0 : write_at + 1'b1;
      if (en) y_tvalid <= reads;
      if (reads) begin
        fold <= tap_ends ? '0 : fold + 1'b1;
        if (tap_ends) kx <= tap_row_ends ? '0 : kx + 1'b1;
        if (tap_row_ends) ky <= window_ends ? '0 : ky + 1'b1;
        if (window_ends) column <= row_ends ? '0 : column + 1'b1;
        if (row_ends) row <= frame_ends ? '0 : row + 1'b1;
        read_at <= moved >= (AW+1)'(RING) ? AW'(moved - (AW+1)'(RING)) : AW'(moved);
      end
    end
endmodule
