// The words of a file, one a line, hexadecimal, from the start again at its end; the next one in the cycle after `next`.
module finnc_words #(
  parameter int WIDTH = 8,
  parameter     FILE = "words.dat"
) (
  input  logic             clk,
  input  logic             next,
  output logic [WIDTH-1:0] word
);
  integer           file, got;
  logic [WIDTH-1:0] following;
  initial begin
    file = $fopen(FILE, "r");
    if (file == 0) $display("cannot read %s", FILE);
    got = $fscanf(file, "%h\n", word);
  end
  always @(posedge clk)
    if (next) begin
      got = $fscanf(file, "%h\n", following);
      if (got != 1) begin
        got = $fseek(file, 0, 0);
        got = $fscanf(file, "%h\n", following);
      end
      word <= following;
    end
endmodule
