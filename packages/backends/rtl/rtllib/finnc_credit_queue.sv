// The end of a pipeline that never stops: a queue of DEPTH words, and a credit for each word it can still take. A unit
// spends a credit when it starts what will be pushed some cycles later, so every word that is on its way has a place.
module finnc_credit_queue #(
  parameter int WIDTH = 8,
  parameter int DEPTH = 4
) (
  input  logic             clk,
  input  logic             rst_n,
  input  logic             spend,
  output logic             credit,
  input  logic             push,
  input  logic [WIDTH-1:0] data,
  output logic [WIDTH-1:0] y_tdata,
  output logic             y_tvalid,
  input  logic             y_tready
);
  localparam int CW = $clog2(DEPTH + 1);
  logic [CW-1:0] credits;
  logic          ready;
  assign credit = credits != 0;

  always_ff @(posedge clk)
    if (!rst_n) credits <= CW'(DEPTH);
    else credits <= credits - CW'(spend) + CW'(y_tvalid && y_tready);

  finnc_fifo #(.WIDTH(WIDTH), .DEPTH(DEPTH)) queue (
    .clk(clk), .rst_n(rst_n),
    .x_tdata(data), .x_tvalid(push), .x_tready(ready),
    .y_tdata(y_tdata), .y_tvalid(y_tvalid), .y_tready(y_tready)
  );
`ifdef FORMAL
  always_ff @(posedge clk) if (rst_n) assert (!push || ready);
`endif
endmodule
