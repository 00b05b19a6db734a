// Gives each word to two readers. A word is taken once both have room for it, so none is lost or repeated when one stops.
module finnc_fork #(
  parameter int WIDTH = 8
) (
  input  logic             clk,
  input  logic             rst_n,
  input  logic [WIDTH-1:0] x_tdata,
  input  logic             x_tvalid,
  output logic             x_tready,
  output logic [WIDTH-1:0] y0_tdata,
  output logic             y0_tvalid,
  input  logic             y0_tready,
  output logic [WIDTH-1:0] y1_tdata,
  output logic             y1_tvalid,
  input  logic             y1_tready
);
  wire free0 = !y0_tvalid || y0_tready;
  wire free1 = !y1_tvalid || y1_tready;
  assign x_tready = free0 && free1;
  wire step = x_tready && x_tvalid;
  always_ff @(posedge clk) if (step) begin
    y0_tdata <= x_tdata;
    y1_tdata <= x_tdata;
  end
  always_ff @(posedge clk)
    if (!rst_n) begin
      y0_tvalid <= 1'b0;
      y1_tvalid <= 1'b0;
    end else begin
      if (free0) y0_tvalid <= step;
      if (free1) y1_tvalid <= step;
    end
endmodule
