import type { ProofCase, ProofPort } from './proof.ts';

/** Bits of what is still due: no module takes that many words without giving one. */
const DUE = 7;

const declared = ({ name, bits }: ProofPort, data: string, forward: string, back: string): string[] => [
  `  ${data} logic [${bits - 1}:0] ${name}_tdata`,
  `  ${forward} logic ${name}_tvalid`,
  `  ${back} logic ${name}_tready`,
];

const value = (parameter: number | string): string =>
  typeof parameter === 'string' ? `"${parameter}"` : String(parameter);

/**
 * A module whose neighbours do what they like, from a reset on, and what is asserted of it.
 *
 * Words out per words in (RULE_WORDS): a frame that begins makes its words due, no more leave than are due, and once whole
 * frames came and nobody has fed the module for `limit` cycles while its outputs were taken, none is due.
 */
export function harness({ module, parameters, inputs, outputs, before = 0, limit, order }: ProofCase): string {
  const ports = [...inputs, ...outputs];
  const all = (terms: readonly string[]): string => (terms.length > 0 ? terms.join(' && ') : "1'b1");
  const [[first], [lead]] = [inputs, outputs];
  if (!first || !lead) throw new Error(`${module} lacks an input or an output`);
  const taken = ports.map(({ name }) => `  wire ${name}_taken = ${name}_tvalid && ${name}_tready;`);
  const frames = inputs.flatMap(({ name, words }) => {
    const bits = Math.max(1, Math.ceil(Math.log2(words)));
    return [
      `  logic [${bits - 1}:0] ${name}_at;`,
      `  wire ${name}_begins = ${name}_taken && ${name}_at == 0;`,
      '  always_ff @(posedge clk)',
      `    if (!rst_n) ${name}_at <= '0;`,
      `    else if (${name}_taken) ${name}_at <= ${name}_at == ${words - 1} ? '0 : ${name}_at + 1'b1;`,
    ];
  });
  const due = (input: ProofPort, output: ProofPort): string => `due_${output.name}_of_${input.name}`;
  const dues = outputs.flatMap((output) =>
    inputs.flatMap((input) => {
      const name = due(input, output);
      const [begins, leaves] = [`${input.name}_begins`, `${output.name}_taken`];
      return [
        `  logic signed [${DUE - 1}:0] ${name};`,
        '  always_ff @(posedge clk)',
        `    if (!rst_n) ${name} <= ${before};`,
        `    else ${name} <= ${name} + (${begins} ? ${DUE}'d${output.words} : ${DUE}'d0) - ${DUE}'(${leaves});`,
      ];
    }),
  );
  const streams = outputs.flatMap(({ name, bits }, i) => {
    const others = outputs.filter((_, j) => j !== i).map((port) => `${port.name}_tready`);
    const fed = all([...inputs.map((port) => `${port.name}_tvalid`), ...others]);
    return [
      `  logic [2:0] reached_${name};`,
      `  finnc_stream_rules #(.WIDTH(${bits}), .LIMIT(${limit})) rules_${name} (`,
      `    .clk(clk), .rst_n(rst_n), .tdata(${name}_tdata), .tvalid(${name}_tvalid), .tready(${name}_tready),`,
      `    .fed(${fed}), .reached(reached_${name})`,
      '  );',
    ];
  });
  const orders = (order ? outputs : []).flatMap(({ name, bits }) => [
    `  logic ordered_${name};`,
    `  finnc_order_rule #(.WIDTH(${bits})) order_${name} (`,
    '    .clk(clk), .rst_n(rst_n), .chosen(chosen),',
    `    .x_tdata(${first.name}_tdata), .x_taken(${first.name}_taken),`,
    `    .y_tdata(${name}_tdata), .y_taken(${name}_taken), .reached(ordered_${name})`,
    '  );',
  ]);
  const even = all([
    ...inputs.map(({ name }) => `${name}_at == 0`),
    ...inputs.slice(1).map((input) => `${due(input, lead)} == ${due(first, lead)}`),
  ]);
  const bounds = outputs.flatMap((output) => [
    ...inputs.filter(({ late }) => !late).map((input) => `assert (${due(input, output)} >= 0);`),
    `if (quiet == ${limit} && even) assert (${due(first, output)} == 0);`,
  ]);
  const reached = [
    'a_frame',
    ...outputs.map(({ name }) => `&reached_${name}`),
    ...(order ? outputs.map(({ name }) => `ordered_${name}`) : []),
  ];
  const quietBits = Math.ceil(Math.log2(limit + 1));
  return `module harness (
  input logic clk,
  input logic rst_n,
  input logic chosen,
${[...inputs.flatMap((port) => declared(port, 'input', 'input', 'output')), ...outputs.flatMap((port) => declared(port, 'output', 'output', 'input'))].join(',\n')}
);
  logic first = 1'b1;
  always_ff @(posedge clk) first <= 1'b0;
  always_comb if (first) assume (!rst_n);

  ${module} #(${Object.entries(parameters)
    .map(([key, parameter]) => `.${key}(${value(parameter)})`)
    .join(', ')}) dut (
    .clk(clk), .rst_n(rst_n),
    ${ports.map(({ name }) => ['tdata', 'tvalid', 'tready'].map((kind) => `.${name}_${kind}(${name}_${kind})`).join(', ')).join(',\n    ')}
  );
${[...taken, ...frames, ...dues, ...streams, ...orders].join('\n')}

  // Cycles for which nothing was offered and everything taken.
  logic [${quietBits - 1}:0] quiet;
  wire calm = ${all([...inputs.map(({ name }) => `!${name}_tvalid`), ...outputs.map(({ name }) => `${name}_tready`)])};
  always_ff @(posedge clk)
    if (!rst_n || !calm) quiet <= '0;
    else if (quiet != ${limit}) quiet <= quiet + 1'b1;
  wire even = ${even};
\`ifdef RULE_WORDS
  always_comb if (!first) begin
    ${bounds.join('\n    ')}
  end
\`endif
  logic a_frame = 1'b0, some;
  always_ff @(posedge clk) some <= rst_n && (some || ${lead.name}_taken);
  always_ff @(posedge clk) if (!first && quiet == ${limit} && even && some) a_frame <= 1'b1;
\`ifdef COVER
  always_comb assert (!(${reached.join(' && ')}));
\`endif
endmodule
`;
}
