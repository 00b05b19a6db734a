import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnosticEntries } from '../diagnostic/index.ts';
import { constantValue, Graph } from '../graph/graph.ts';
import { fork } from '../hw/index.ts';
import { qnnOps } from '../qnn/index.ts';
import { tensor } from '../tensor/index.ts';
import { randomGraph } from '../testing/random-graph.ts';
import { int } from '../types/index.ts';
import { fnirDiagnostics, parseGraph, printGraph } from './index.ts';

const ops = [...qnnOps, fork];
const told = (text: string, data?: Parameters<typeof parseGraph>[2]): string[] =>
  parseGraph(text, ops, { file: 'a.fnir', ...data }).diagnostics.map(
    ({ code, message, help, at }) => `${code} ${at?.file ?? ''} ${message}${help === undefined ? '' : ` | ${help}`}`,
  );

const around = (line: string): string => `graph(%x: int8[1,2]) {
  %t = const float32[1,2] [1, 2]
${line}
  return %x
}`;

describe('a mistake in a text is told with its place and a remedy:', () => {
  it.each([
    [
      'an unknown op',
      '  %y = qnn.mull(%x, %x)',
      "FINNC1012 a.fnir:3:8 unknown op 'qnn.mull' | did you mean 'qnn.mul'?",
    ],
    ['a missing dialect', '  %y = mul(%x, %x)', "FINNC1012 a.fnir:3:8 unknown op 'mul' | did you mean 'qnn.mul'?"],
    [
      'an op of no loaded plugin',
      '  %y = acme.sort(%x)',
      "FINNC1012 a.fnir:3:8 unknown op 'acme.sort' | load the plugin that brings it, or see `finnc list ops`",
    ],
    [
      'an unknown type',
      '  %c = const int65[1] [0]',
      "FINNC1013 a.fnir:3:14 unknown type 'int65' | types are int1…int64, uint1…uint64, bipolar, ternary, fixed<bits,fraction> and float32, then a shape: int8[1,3]",
    ],
    [
      'an undefined value',
      '  %y = qnn.mul(%x, %z)',
      "FINNC1014 a.fnir:3:20 %z is not defined above | did you mean '%x'?",
    ],
    [
      'a second definition',
      '  %t = qnn.mul(%x, %x)',
      'FINNC1015 a.fnir:3:3 %t is already defined on line 2 | give one of the two another name',
    ],
    [
      'a missing operand',
      '  %y = qnn.mul(%x)',
      'FINNC1016 a.fnir:3:8 qnn.mul has 2 operand(s), here it gets 1 | its operands, in order: a, b',
    ],
    [
      'a value for a constant',
      '  %y = qnn.multi_threshold(%x, %x) {outType = uint2, axis = 1}',
      "FINNC1017 a.fnir:3:32 operand 'thresholds' of qnn.multi_threshold must be a constant | define it with `const`",
    ],
    [
      'a missing attribute',
      '  %y = qnn.multi_threshold(%x, %t) {axis = 1}',
      "FINNC1018 a.fnir:3:8 qnn.multi_threshold needs attribute 'outType' | write {outType = …}, scalar type",
    ],
    [
      'an ill-typed attribute',
      '  %y = qnn.multi_threshold(%x, %t) {outType = uint2, axis = one}',
      "FINNC1019 a.fnir:3:61 attribute 'axis' of qnn.multi_threshold is 'one' | it wants: integer in [0, ∞]",
    ],
    [
      'an attribute out of range',
      '  %y = qnn.top_k(%x) {k = 0}',
      "FINNC1019 a.fnir:3:27 attribute 'k' of qnn.top_k is '0' | it wants: integer in [1, ∞]",
    ],
    [
      'a misspelt attribute',
      '  %y = qnn.top_k(%x) {j = 1}',
      "FINNC1020 a.fnir:3:23 qnn.top_k has no attribute 'j' | did you mean 'k'?",
    ],
    [
      'a shape the op refuses',
      '  %y = qnn.reshape(%x) {shape = [3]}',
      'FINNC1021 a.fnir:3:8 qnn.reshape does not fit its operands: int8[1,2] as [3] | change the operands or the attributes so that they agree',
    ],
    [
      'too few results',
      '  %y = hw.fork(%x)',
      'FINNC1022 a.fnir:3:3 hw.fork has 2 result(s), here 1 are named | its results, in order: y0, y1',
    ],
    [
      'too few values',
      '  %c = const int4[3] [1, 2]',
      'FINNC1023 a.fnir:3:22 int4[3] holds 3 value(s), here are 2 | write as many values as the shape has elements, or change the shape',
    ],
    [
      'a value beyond its type',
      '  %c = const uint2[2] [1, 4]',
      'FINNC1024 a.fnir:3:23 4 is not a value of uint2 | write a value of the type, or choose a wider type',
    ],
    [
      'data that are not there',
      '  %c = const int8[100] @0123456789abcdef in [0, 1]',
      'FINNC1025 a.fnir:3:24 no data for constant @0123456789abcdef (int8[100]) | keep the .npz that was written beside the .fnir next to it, under the same name',
    ],
    [
      'a word where a value belongs',
      '  retur %x',
      "FINNC1011 a.fnir:3:3 expected a value such as %x, found 'retur' | docs/fnir.md has the grammar",
    ],
    [
      'a stray character',
      '  %y = qnn.mul(%x; %x)',
      "FINNC1011 a.fnir:3:18 expected ')', found ';' | docs/fnir.md has the grammar",
    ],
  ])('%s', (_, line, expected) => {
    expect(told(around(line))).toEqual([expected]);
  });

  it('two nodes of one name', () => {
    const text = around('  %a = qnn.mul(%x, %x) as m\n  %b = qnn.mul(%a, %x) as m');
    expect(told(text)).toEqual([expect.stringContaining("FINNC1028 a.fnir:4:27 two nodes are named 'm'")]);
  });

  it('another version', () => {
    expect(told('fnir 2\ngraph() { return }')).toEqual([
      expect.stringContaining("FINNC1010 a.fnir:1:6 this is fnir '2'"),
    ]);
  });

  it('ports that contradict their types', () => {
    expect(told('graph(%x: int8[1,4] from float32[1,3]) { return %x }')).toEqual([
      expect.stringContaining('FINNC1027 a.fnir:1:26 float32[1,3] does not reshape to int8[1,4]'),
    ]);
    expect(told('graph(%x: int8[1,4] from perm [0, 0]) { return %x }')).toEqual([
      expect.stringContaining('perm [0, 0] does not permute'),
    ]);
    expect(told('graph(%x: int8[1,4]) { return %x scale [1, 2] }')).toEqual([
      expect.stringContaining('scale has 2 entries; int8[1,4] wants 1 or 4'),
    ]);
  });

  it('data of another graph', () => {
    const graph = new Graph();
    const value = constantValue(
      tensor(
        int(8),
        [70],
        Array.from({ length: 70 }, (_, i) => i),
      ),
    );
    graph.output(value, { name: 'output_0', source: value.type, scale: [1], bias: [0], shape: [70], perm: [0] });
    const { text, data } = printGraph(graph);
    const hash = [...data.keys()][0]!;
    expect(told(text, { data: new Map([[hash, tensor(int(8), [70], new Float64Array(70))]]) })).toEqual([
      expect.stringContaining('FINNC1026'),
    ]);
    expect(told(text, { data })).toEqual([]);
    // An .npz gives back numbers without their value set.
    const untyped = tensor(int(32), [70], Int32Array.from(value.constant.data));
    expect(parseGraph(text, ops, { data: new Map([[hash, untyped]]) }).graph!.outputs[0]!.type).toEqual(value.type);
  });

  it('each once: what depends on a wrong line is not told again, and the next wrong line is', () => {
    const text = around('  %y = qnn.mull(%x, %x)\n  %z = qnn.mul(%y, %x)\n  %u = qnn.mul(%x)');
    expect(told(text).map((line) => line.slice(0, 21))).toEqual(['FINNC1012 a.fnir:3:8 ', 'FINNC1016 a.fnir:5:8 ']);
  });

  it('a text that ends too soon', () => {
    expect(told('graph(%x: int8[1,2]) {\n  return %x')).toEqual([
      expect.stringContaining("FINNC1011 a.fnir:2:12 expected '}' behind return, found the end of the text"),
    ]);
    expect(told('')).toEqual([expect.stringContaining("expected 'graph', found the end of the text")]);
    expect(told('graph() {\n}')).toEqual([expect.stringContaining("expected 'return' before '}'")]);
  });
});

it('every code is explained and used once', () => {
  const entries = diagnosticEntries(fnirDiagnostics);
  expect(new Set(entries.map(({ code }) => code)).size).toBe(entries.length);
  expect(entries.filter(({ explain }) => explain === undefined)).toEqual([]);
});

it('no text makes the parser throw', () => {
  const texts = [1, 2, 3, 4, 5, 6].map((seed) => printGraph(randomGraph(seed, { layers: 2 })).text);
  const pieces = fc.constantFrom(
    '%',
    '"',
    '[',
    ']',
    '{',
    '}',
    ',',
    '\n',
    '=',
    '-1',
    '0',
    '9',
    'int8',
    '@12',
    ' ',
    'const',
    'axis = 7',
    '[1,2]',
    '\\',
    '<',
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...texts),
      fc.array(fc.tuple(fc.nat(), fc.nat(12), pieces), { minLength: 1, maxLength: 4 }),
      (text, edits) => {
        let changed = text;
        for (const [at, length, piece] of edits) {
          const from = at % (changed.length + 1);
          changed = changed.slice(0, from) + piece + changed.slice(from + length);
        }
        const { graph, diagnostics } = parseGraph(changed, ops);
        expect(graph === undefined).toBe(diagnostics.length > 0);
      },
    ),
    { numRuns: 1500, seed: 1 },
  );
});
