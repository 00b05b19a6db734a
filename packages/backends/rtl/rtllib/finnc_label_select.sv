// Indices of the K greatest of LABELS values, the lowest first among equals: PE values in a step, then an index out a step.
module finnc_label_select #(
  parameter int LABELS = 10,
  parameter int PE = 1,
  parameter int K = 1,
  parameter int BITS = 8,
  parameter bit SIGNED = 1,
  parameter int INDEX = 4
) (
  input  logic               clk,
  input  logic               rst_n,
  input  logic [PE*BITS-1:0] x_tdata,
  input  logic               x_tvalid,
  output logic               x_tready,
  output logic [INDEX-1:0]   y_tdata,
  output logic               y_tvalid,
  input  logic               y_tready
);
  localparam int READS = LABELS / PE;
  localparam int SW = $clog2(READS + K + 1);
  logic [SW-1:0]      at;
  logic [K*BITS-1:0]  best, best_next;
  logic [K*INDEX-1:0] index, index_next;
  wire en = !y_tvalid || y_tready;
  wire reads = at < SW'(READS);
  wire step = en && (!reads || x_tvalid);
  assign x_tready = en && reads;

  // Insertion: a newcomer takes the first place that is free or holds less, and the rest move down.
  always_comb begin
    best_next = best;
    index_next = index;
    for (int p = 0; p < PE; p++) begin
      logic [BITS-1:0]  value, value_below;
      logic [INDEX-1:0] label, label_below;
      logic             placed;
      value = x_tdata[p*BITS +: BITS];
      label = INDEX'(32'(at) * PE + p);
      placed = 1'b0;
      for (int k = 0; k < K; k++) begin
        value_below = best_next[k*BITS +: BITS];
        label_below = index_next[k*INDEX +: INDEX];
        if (placed || k >= 32'(at) * PE + p ||
            (SIGNED ? $signed(value) > $signed(value_below) : value > value_below)) begin
          best_next[k*BITS +: BITS] = value;
          index_next[k*INDEX +: INDEX] = label;
          value = value_below;
          label = label_below;
          placed = 1'b1;
        end
      end
    end
  end

  always_ff @(posedge clk) if (step) begin
    if (reads) begin
      best <= best_next;
      index <= index_next;
    end else begin
      index <= index >> INDEX;
      y_tdata <= index[INDEX-1:0];
    end
  end
  always_ff @(posedge clk)
    if (!rst_n) begin
      at <= '0;
      y_tvalid <= 1'b0;
    end else begin
      if (step) at <= at == SW'(READS + K - 1) ? '0 : at + 1'b1;
      if (en) y_tvalid <= step && !reads;
    end
endmodule
