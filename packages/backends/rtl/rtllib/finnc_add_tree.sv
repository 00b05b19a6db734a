// Sum of N numbers of WIDTH bits, N >= 1, in groups of RADIX with a register behind each group: a sum of N comes
// ceil(log(N) / log(RADIX)) cycles later, of one number at once. OUT bits hold any sum.
module finnc_add_tree #(
  parameter int N = 8,
  parameter int WIDTH = 1,
  parameter int RADIX = 8,
  parameter bit SIGNED = 0,
  parameter int OUT = WIDTH + $clog2(N + 1)
) (
  input  logic               clk,
  input  logic [N*WIDTH-1:0] x,
  output logic [OUT-1:0]     sum
);
  if (N == 1) begin : g_one
    if (SIGNED) begin : g_signed
      assign sum = OUT'($signed(x));
    end else begin : g_unsigned
      assign sum = OUT'(x);
    end
  end else begin : g_more
    localparam int GROUPS = (N + RADIX - 1) / RADIX;
    localparam int PART = WIDTH + $clog2(RADIX + 1) < OUT ? WIDTH + $clog2(RADIX + 1) : OUT;
    logic [GROUPS*PART-1:0] parts;
    for (genvar g = 0; g < GROUPS; g++) begin : g_group
      localparam int COUNT = N - g * RADIX < RADIX ? N - g * RADIX : RADIX;
      logic [PART-1:0] part;
      if (SIGNED) begin : g_signed
        always_comb begin
          part = '0;
          for (int i = 0; i < COUNT; i++) part = part + PART'($signed(x[(g*RADIX+i)*WIDTH +: WIDTH]));
        end
      end else begin : g_unsigned
        always_comb begin
          part = '0;
          for (int i = 0; i < COUNT; i++) part = part + PART'(x[(g*RADIX+i)*WIDTH +: WIDTH]);
        end
      end
      always_ff @(posedge clk) parts[g*PART +: PART] <= part;
    end
    finnc_add_tree #(.N(GROUPS), .WIDTH(PART), .RADIX(RADIX), .SIGNED(SIGNED), .OUT(OUT)) rest (
      .clk(clk), .x(parts), .sum(sum)
    );
  end
endmodule
