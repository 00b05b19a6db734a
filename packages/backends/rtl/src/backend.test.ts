import { attr, defineOp, definePlugin, operand, Registry, type Diagnostic, type Facet, type Node } from '@finnc/ir';
import { fifo, streams, type Target } from '@finnc/ir/hw';
import { graphOf } from '@finnc/ir/testing';
import { describe, expect, it } from 'vitest';
import { rtlBackend } from './backend.ts';
import { rtl } from './facet.ts';

/** A layer of a third party: adds a constant modulo 16. */
const shift = defineOp({
  name: 'acme.shift',
  summary: 'Adds a constant.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: { by: attr.int() },
  infer: ({ x }) => ({ y: x.type }),
  evaluate: ({ x }) => ({ y: x }),
});
const streamed = streams.for(shift, ({ operand: { x } }) => {
  const stream = { elem: x.type.elem, lanes: 2, beats: 3 };
  return { inputs: { x: stream }, outputs: { y: stream } };
});
const queued = streams.for(fifo, () => ({ inputs: {}, outputs: {} }));
const source = 'module acme_shift; endmodule\n';
const answered = rtl.for(shift, (node, { name }) =>
  node.attrs.by > 15
    ? { none: `it adds ${node.attrs.by}, more than 15` }
    : {
        module: 'acme_shift',
        parameters: { BY: node.attrs.by, TABLE: `${name}.hex`, FAST: true },
        memories: new Map([[`${name}.hex`, '0f\n']]),
        sources: new Map([['acme_shift.sv', source]]),
      },
);
const text = (second: number): string => `graph two(%x: uint4[6]) {
  %a = acme.shift(%x) {by = 3}
  %q = hw.fifo(%a) {depth = 7, lanes = 2}
  %y = acme.shift(%q) {by = ${second}}
  return %y
}`;

function emitted(
  second: number,
  facets = [streamed, queued, answered],
): { readonly files: Map<string, string>; readonly diagnostics: readonly Diagnostic[] } {
  const registry = new Registry([definePlugin({ name: 'acme', ops: [shift, fifo], facets })]);
  const diagnostics: Diagnostic[] = [];
  const files = rtlBackend.emit(graphOf(text(second), registry.ops.values()), {
    ask: <Context, Answer>(facet: Facet<Context, Answer>, node: Node, cx: Context) => registry.ask(facet, node, cx),
    report: (diagnostic) => void diagnostics.push(diagnostic),
    target: { board: { part: 'xc7z045' }, clockMhz: 200 } as Target,
    vectors: [],
  });
  return { files: files as Map<string, string>, diagnostics };
}

describe('the project', () => {
  const { files, diagnostics } = emitted(4);

  it('has the library, the design, its memories and what a plugin brings', () => {
    expect(diagnostics).toEqual([]);
    const names = [...files.keys()].filter((name) => !name.startsWith('rtl/lib/'));
    expect(names.toSorted()).toEqual([
      'rtl/Makefile',
      'rtl/README.md',
      'rtl/interface.json',
      ...names.filter((name) => name.startsWith('rtl/mem/')),
      'rtl/src/acme_shift.sv',
      'rtl/src/two_top.sv',
      'rtl/synth.tcl',
      'rtl/synth.ys',
      'rtl/tb/finnc_pauses.sv',
      'rtl/tb/finnc_sink.sv',
      'rtl/tb/finnc_source.sv',
      'rtl/tb/finnc_words.sv',
      'rtl/tb/main.cpp',
      'rtl/tb/two_top_bench.sv',
      'rtl/tb/two_top_tb.sv',
      'rtl/tb/vectors/m_axis.dat',
      'rtl/tb/vectors/s_axis.dat',
    ]);
    expect(files.get('rtl/src/acme_shift.sv')).toBe(source);
    expect(names.filter((name) => name.startsWith('rtl/mem/'))).toHaveLength(2);
  });

  it('connects layers by queues, as deep as the FIFOs of the graph or register slices', () => {
    const top = files.get('rtl/src/two_top.sv') ?? '';
    const depths = [...top.matchAll(/finnc_fifo #\(\.WIDTH\((\d+)\), \.DEPTH\((\d+)\)\)/g)];
    expect(depths.map(([, width, depth]) => [width, depth])).toEqual([
      ['8', '2'],
      ['8', '7'],
      ['8', '2'],
    ]);
    expect(top).toMatch(/acme_shift #\(\.BY\(3\), \.TABLE\("mem\/\w+\.hex"\), \.FAST\(1\)\)/);
  });
});

it('names every layer without RTL, and those of this network that have it', () => {
  const { files, diagnostics } = emitted(4, [streamed, queued]);
  expect(files.size).toBe(0);
  expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
    ['FINNC5351', expect.stringMatching(/^layer '.*' \(acme\.shift\) has no RTL/)],
    ['FINNC5351', expect.stringMatching(/^layer '.*' \(acme\.shift\) has no RTL/)],
  ]);
});

it('tells the reason of a layer that has RTL in other forms', () => {
  const { files, diagnostics } = emitted(16);
  expect(files.size).toBe(0);
  expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
    ['FINNC5352', expect.stringContaining('has no RTL in this form: it adds 16, more than 15')],
  ]);
});

it('names a layer that does not say what it streams', () => {
  const { diagnostics } = emitted(4, [queued, answered]);
  expect(new Set(diagnostics.map(({ code }) => code))).toEqual(new Set(['FINNC5353']));
});
