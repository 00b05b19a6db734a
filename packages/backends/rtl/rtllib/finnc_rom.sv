// Constant memory with a registered output: one register behind a memory in LUTs, two at a block memory, whose first is
// its own. Yosys has no LUT memory without a write port and wants such a table as logic.
module finnc_rom #(
  parameter int WIDTH = 8,
  parameter int DEPTH = 8,
  parameter bit BLOCK = 0,
  parameter     FILE = "rom.hex",
  parameter int AW = DEPTH > 1 ? $clog2(DEPTH) : 1
) (
  input  logic             clk,
  input  logic [AW-1:0]    address,
  output logic [WIDTH-1:0] word
);
  if (BLOCK) begin : g_block
    (* rom_style = "block", ram_style = "block" *) logic [WIDTH-1:0] words [0:DEPTH-1];
    initial $readmemh(FILE, words);
    logic [WIDTH-1:0] read;
    always_ff @(posedge clk) begin
      read <= words[address];
      word <= read;
    end
  end else begin : g_lut
`ifdef YOSYS
    (* rom_style = "logic", ram_style = "logic" *)
`else
    (* rom_style = "distributed", ram_style = "distributed" *)
`endif
    logic [WIDTH-1:0] words [0:DEPTH-1];
    initial $readmemh(FILE, words);
    always_ff @(posedge clk) word <= words[address];
  end
endmodule
