// Queue of DEPTH words. A word pushed in one cycle can be popped in the next, and a slot freed by a pop filled in the
// next, so neither side's handshake reaches the other.
module finnc_fifo #(
  parameter int WIDTH = 8,
  parameter int DEPTH = 2
) (
  input  logic             clk,
  input  logic             rst_n,
  input  logic [WIDTH-1:0] x_tdata,
  input  logic             x_tvalid,
  output logic             x_tready,
  output logic [WIDTH-1:0] y_tdata,
  output logic             y_tvalid,
  input  logic             y_tready
);
  localparam int AW = DEPTH > 1 ? $clog2(DEPTH) : 1;
  localparam int CW = $clog2(DEPTH + 1);
  // Deeper queues are block memories, which are read a cycle ahead.
  localparam bit AHEAD = DEPTH > 64;

  logic [AW-1:0] head, tail;
  logic [CW-1:0] held;
  wire push = x_tvalid && x_tready;
  wire pop = y_tvalid && y_tready;
  wire [AW-1:0] next_head = head == AW'(DEPTH - 1) ? '0 : head + 1'b1;
  assign x_tready = held != CW'(DEPTH);
  assign y_tvalid = held != 0;

  always_ff @(posedge clk)
    if (!rst_n) begin
      head <= '0;
      tail <= '0;
      held <= '0;
    end else begin
      if (push) tail <= tail == AW'(DEPTH - 1) ? '0 : tail + 1'b1;
      if (pop) head <= next_head;
      held <= held + CW'(push) - CW'(pop);
    end

  if (AHEAD) begin : g_block
    (* ram_style = "block" *) logic [WIDTH-1:0] words [0:DEPTH-1];
    logic [WIDTH-1:0] ahead, passing;
    logic             passes;
    wire [AW-1:0] from = pop ? next_head : head;
    always_ff @(posedge clk) begin
      if (push) words[tail] <= x_tdata;
      ahead <= words[from];
      // The word that is being written is not yet in the memory.
      passes <= push && tail == from;
      passing <= x_tdata;
    end
    assign y_tdata = passes ? passing : ahead;
  end else begin : g_distributed
    logic [WIDTH-1:0] words [0:DEPTH-1];
    always_ff @(posedge clk) if (push) words[tail] <= x_tdata;
    assign y_tdata = words[head];
  end

`ifdef FINNC_BENCH
  // Most words it held after any cycle.
  int unsigned high;
  wire [CW-1:0] after = held + CW'(push) - CW'(pop);
  always_ff @(posedge clk)
    if (!rst_n) high <= 0;
    else if (32'(after) > high) high <= 32'(after);
`endif
`ifdef FORMAL
  always_ff @(posedge clk) if (rst_n) assert (held <= CW'(DEPTH));
`endif
endmodule
