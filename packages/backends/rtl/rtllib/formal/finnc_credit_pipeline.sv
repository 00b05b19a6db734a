// The least unit around a credit queue: words that go through LATENCY registers, which nothing stops.
module finnc_credit_pipeline #(
  parameter int WIDTH = 2,
  parameter int LATENCY = 2,
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
  wire step = x_tvalid && x_tready;
  logic             push;
  logic [WIDTH-1:0] data;
  finnc_delay #(.WIDTH(1), .CYCLES(LATENCY), .RESET(1)) delay_push (.clk(clk), .rst_n(rst_n), .d(step), .q(push));
  finnc_delay #(.WIDTH(WIDTH), .CYCLES(LATENCY)) delay_data (.clk(clk), .rst_n(rst_n), .d(x_tdata), .q(data));
  finnc_credit_queue #(.WIDTH(WIDTH), .DEPTH(DEPTH)) queue (
    .clk(clk), .rst_n(rst_n), .spend(step), .credit(x_tready), .push(push), .data(data),
    .y_tdata(y_tdata), .y_tvalid(y_tvalid), .y_tready(y_tready)
  );
endmodule
