// RULE_ORDER: a word that came leaves behind those that came before it, and before those that come later. The word is any
// that `chosen` marks, so that this is about all of them.
module finnc_order_rule #(
  parameter int WIDTH = 1,
  // Bits of the number of words on their way, of which there are fewer than cycles in a trace.
  parameter int COUNT = 6
) (
  input  logic             clk,
  input  logic             rst_n,
  input  logic             chosen,
  input  logic [WIDTH-1:0] x_tdata,
  input  logic             x_taken,
  input  logic [WIDTH-1:0] y_tdata,
  input  logic             y_taken,
  output logic             reached
);
  logic [COUNT-1:0] between, ahead;
  logic             marked;
  logic [WIDTH-1:0] word;
  wire marks = x_taken && chosen && !marked;
  wire leaves = marked && y_taken && ahead == 0;
  always_ff @(posedge clk)
    if (!rst_n) begin
      between <= '0;
      marked <= 1'b0;
    end else begin
      between <= between + COUNT'(x_taken) - COUNT'(y_taken);
      if (marks) marked <= 1'b1;
      else if (leaves) marked <= 1'b0;
    end
  always_ff @(posedge clk) begin
    if (marks) begin
      word <= x_tdata;
      ahead <= between - COUNT'(y_taken);
    end else if (marked && y_taken) ahead <= ahead - 1'b1;
  end
`ifdef RULE_ORDER
  always_comb if (leaves && rst_n) assert (y_tdata == word);
`endif
  initial reached = 1'b0;
  always_ff @(posedge clk) if (rst_n && leaves) reached <= 1'b1;
endmodule
