// A word CYCLES cycles later; RESET clears it on the way.
module finnc_delay #(
  parameter int WIDTH = 1,
  parameter int CYCLES = 1,
  parameter bit RESET = 0
) (
  input  logic             clk,
  input  logic             rst_n,
  input  logic [WIDTH-1:0] d,
  output logic [WIDTH-1:0] q
);
  if (CYCLES == 0) begin : g_none
    assign q = d;
  end else begin : g_some
    logic [WIDTH*CYCLES-1:0] stages;
    wire [WIDTH*(CYCLES+1)-1:0] moved = {stages, d};
    if (RESET) begin : g_reset
      always_ff @(posedge clk)
        if (!rst_n) stages <= '0;
        else stages <= moved[WIDTH*CYCLES-1:0];
    end else begin : g_plain
      always_ff @(posedge clk) stages <= moved[WIDTH*CYCLES-1:0];
    end
    assign q = stages[WIDTH*CYCLES-1 -: WIDTH];
  end
endmodule
