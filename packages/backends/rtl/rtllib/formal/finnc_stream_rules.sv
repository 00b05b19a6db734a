// What every stream that leaves a module keeps: RULE_HOLD, RULE_RESET and RULE_FREE choose what is proved. `reached` tells
// that a trace came where each of them says something.
module finnc_stream_rules #(
  parameter int WIDTH = 1,
  // Cycles after which a module that is fed has a word.
  parameter int LIMIT = 8
) (
  input  logic             clk,
  input  logic             rst_n,
  input  logic [WIDTH-1:0] tdata,
  input  logic             tvalid,
  input  logic             tready,
  // Every input of the module has a word, and every other output takes one.
  input  logic             fed,
  output logic [2:0]       reached
);
  localparam int LW = $clog2(LIMIT + 2);
  logic             in_reset = 1'b0, stalled = 1'b0, valid_before = 1'b0;
  logic [WIDTH-1:0] word;
  logic [LW-1:0]    waited = '0;
  always_ff @(posedge clk) begin
    in_reset <= !rst_n;
    valid_before <= tvalid;
    stalled <= rst_n && tvalid && !tready;
    word <= tdata;
    if (!(rst_n && fed && !tready && !tvalid)) waited <= '0;
    else if (waited != LW'(LIMIT)) waited <= waited + 1'b1;
  end

  // A word that is not taken stands.
`ifdef RULE_HOLD
  always_comb if (stalled) assert (tvalid && tdata == word);
`endif
  // No word is offered in reset.
`ifdef RULE_RESET
  always_comb if (in_reset) assert (!tvalid);
`endif
  // A word is offered whether or not anybody waits for it.
`ifdef RULE_FREE
  always_comb assert (waited < LW'(LIMIT));
`endif

  initial reached = '0;
  always_ff @(posedge clk)
    reached <= reached | {
      waited != 0 && tvalid && !tready,
      in_reset && valid_before,
      stalled && tvalid && tready && rst_n
    };
endmodule
