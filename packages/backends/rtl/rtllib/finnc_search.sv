// How many of STEPS rising thresholds x reaches, plus BIAS: a binary search, one level a cycle, LEVELS = ceil(log2(STEPS
// + 1)). Level i compares with one of 2^i thresholds of the group; those beyond STEPS are above any x. A level's table is
// read a cycle ahead, in pairs of which the level before chooses: so `group` comes a cycle before its x, and the code
// LEVELS cycles behind x.
module finnc_search #(
  parameter int BITS = 8,
  parameter int LEVELS = 2,
  parameter int GROUPS = 1,
  parameter int LANE = 0,
  parameter int OUT = 2,
  parameter int BIAS = 0,
  parameter     FILE = "thresholds",
  parameter int GW = GROUPS > 1 ? $clog2(GROUPS) : 1
) (
  input  logic            clk,
  input  logic [BITS-1:0] x,
  input  logic [GW-1:0]   group,
  output logic [OUT-1:0]  y
);
  // One table a lane and level: FILE_<lane>_<level>.hex. Icarus 11 cannot format numbers into parameters.
  localparam [8*4-1:0] LANE_NUMBER = {
    8'(48 + LANE / 1000), 8'(48 + LANE / 100 % 10), 8'(48 + LANE / 10 % 10), 8'(48 + LANE % 10)
  };
  logic [LEVELS*BITS-1:0]         xs;
  logic [LEVELS*GW-1:0]           groups;
  logic [(LEVELS+1)*LEVELS-1:0]   found;
  assign xs[BITS-1:0] = x;
  assign groups[GW-1:0] = group;
  assign found[LEVELS-1:0] = '0;

  for (genvar i = 0; i < LEVELS; i++) begin : g_level
    localparam int DEPTH = i == 0 ? GROUPS : GROUPS << (i - 1);
    localparam int COUNT = i == 0 ? 1 : 2;
    localparam int AW = DEPTH > 1 ? $clog2(DEPTH) : 1;
    localparam [7:0] LEVEL_NUMBER = 8'(48 + i);
`ifdef YOSYS
    (* rom_style = "logic", ram_style = "logic" *)
`else
    (* rom_style = "distributed", ram_style = "distributed" *)
`endif
    logic [COUNT*(BITS+1)-1:0] thresholds [0:DEPTH-1];
    initial $readmemh({FILE, "_", LANE_NUMBER, "_", LEVEL_NUMBER, ".hex"}, thresholds);

    wire [BITS-1:0]            value = xs[i*BITS +: BITS];
    wire [LEVELS-1:0]          known = found[i*LEVELS +: LEVELS];
    wire [AW-1:0]              address;
    logic [COUNT*(BITS+1)-1:0] fetched;
    wire [BITS:0]              threshold;
    always_ff @(posedge clk) fetched <= thresholds[address];
    if (i == 0) begin : g_first
      assign address = AW'(groups[GW-1:0]);
      assign threshold = fetched;
    end else begin : g_pair
      assign address = AW'((LEVELS+GW)'(groups[i*GW +: GW]) << (i - 1)) | AW'(found[(i-1)*LEVELS +: LEVELS]);
      assign threshold = fetched[known[0]*(BITS+1) +: BITS+1];
    end
    wire reached = (BITS+1)'($signed(value)) >= $signed(threshold);
    logic [LEVELS-1:0] grown;
    always_ff @(posedge clk) grown <= LEVELS'({known, reached});
    assign found[(i+1)*LEVELS +: LEVELS] = grown;
    if (i < LEVELS - 1) begin : g_on
      logic [BITS-1:0] value_on;
      logic [GW-1:0]   group_on;
      always_ff @(posedge clk) begin
        value_on <= value;
        group_on <= groups[i*GW +: GW];
      end
      assign xs[(i+1)*BITS +: BITS] = value_on;
      assign groups[(i+1)*GW +: GW] = group_on;
    end
  end
  assign y = OUT'(found[LEVELS*LEVELS +: LEVELS]) + OUT'(BIAS);
endmodule
