// Words START to END - 1 of each vector of WORDS; the others are taken and dropped.
module finnc_slice #(
  parameter int BITS = 8,
  parameter int WORDS = 4,
  parameter int START = 0,
  parameter int END = 2
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
  localparam int CW = $clog2(WORDS + 1);
  logic [CW-1:0] at;
  // Counted from START on, so that a slice from 0 compares with nothing.
  wire [CW-1:0] from_start = at - CW'(START);
  wire en = !y_tvalid || y_tready;
  wire step = en && x_tvalid;
  assign x_tready = en;
  always_ff @(posedge clk) if (en) y_tdata <= x_tdata;
  always_ff @(posedge clk)
    if (!rst_n) begin
      at <= '0;
      y_tvalid <= 1'b0;
    end else begin
      if (en) y_tvalid <= step && from_start < CW'(END - START);
      if (step) at <= at == CW'(WORDS - 1) ? '0 : at + 1'b1;
    end
endmodule
