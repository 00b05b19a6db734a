// Regroups a stream of elements: IN of them a word come in, OUT a word go out. Each step writes at most one word, and reads
// one only when what is left over does not make the next.
module finnc_width #(
  parameter int BITS = 1,
  parameter int IN = 1,
  parameter int OUT = 4
) (
  input  logic                clk,
  input  logic                rst_n,
  input  logic [IN*BITS-1:0]  x_tdata,
  input  logic                x_tvalid,
  output logic                x_tready,
  output logic [OUT*BITS-1:0] y_tdata,
  output logic                y_tvalid,
  input  logic                y_tready
);
  localparam int MOST = IN + OUT;
  localparam int CW = $clog2(MOST + 1);
  wire en = !y_tvalid || y_tready;

  if (OUT % IN == 0) begin : g_gather
    localparam int PARTS = OUT / IN;
    localparam int PW = PARTS > 1 ? $clog2(PARTS) : 1;
    logic [PW-1:0] part;
    wire last = part == PW'(PARTS - 1);
    wire step = en && x_tvalid;
    assign x_tready = en;
    wire [(OUT+IN)*BITS-1:0] shifted = {x_tdata, y_tdata};
    always_ff @(posedge clk) if (step) y_tdata <= shifted[(OUT+IN)*BITS-1 -: OUT*BITS];
    always_ff @(posedge clk)
      if (!rst_n) begin
        part <= '0;
        y_tvalid <= 1'b0;
      end else begin
        if (step) part <= last ? '0 : part + 1'b1;
        if (en) y_tvalid <= step && last;
      end
  end else if (IN % OUT == 0) begin : g_split
    localparam int PARTS = IN / OUT;
    localparam int PW = $clog2(PARTS);
    logic [PW-1:0]      part;
    logic [IN*BITS-1:0] word;
    wire first = part == 0;
    wire step = en && (!first || x_tvalid);
    assign x_tready = en && first;
    assign y_tdata = word[OUT*BITS-1:0];
    always_ff @(posedge clk) if (step) word <= first ? x_tdata : word >> (OUT * BITS);
    always_ff @(posedge clk)
      if (!rst_n) begin
        part <= '0;
        y_tvalid <= 1'b0;
      end else begin
        if (step) part <= part == PW'(PARTS - 1) ? '0 : part + 1'b1;
        if (en) y_tvalid <= step;
      end
  end else begin : g_regroup
    // The low `held` elements of `kept` are left over.
    logic [CW-1:0]        held;
    logic [OUT*BITS-1:0]  kept;
    wire reads = held < CW'(OUT);
    wire step = en && (!reads || x_tvalid);
    assign x_tready = en && reads;
    wire [CW-1:0] have = reads ? held + CW'(IN) : held;
    wire writes = have >= CW'(OUT);
    wire [MOST*BITS-1:0] low = (MOST*BITS)'(kept);
    wire [MOST*BITS-1:0] all = reads ? low | ((MOST*BITS)'(x_tdata) << (32'(held) * BITS)) : low;
    wire [MOST*BITS-1:0] left = writes ? all >> (OUT * BITS) : all;
    always_ff @(posedge clk) if (step) begin
      kept <= left[OUT*BITS-1:0];
      y_tdata <= all[OUT*BITS-1:0];
    end
    always_ff @(posedge clk)
      if (!rst_n) begin
        held <= '0;
        y_tvalid <= 1'b0;
      end else begin
        if (step) held <= writes ? have - CW'(OUT) : have;
        if (en) y_tvalid <= step && writes;
      end
  end
endmodule
