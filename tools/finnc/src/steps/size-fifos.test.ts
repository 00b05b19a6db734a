import { defineOp, definePlugin, operand, parseGraph, Registry, sizeOf, type Value } from '@finnc/ir';
import { fifo, layerKind, streams } from '@finnc/ir/hw';
import { expect, it } from 'vitest';
import { compile } from '../compile.ts';
import { standardPlugins } from '../standard.ts';

const many = (count: number): string => new Array(count).fill('1').join(', ');
/** A dense layer that gives its results in one burst, a FIFO, and one that takes long for each. */
const dense = `fnir 1
graph(%x: uint1[1,8]) {
  %w = const uint1[12,8] [${many(96)}]
  %n = const uint1[1,0] []
  %o = const uint1[0] []
  %a = hw.mvau(%x, %w, %n, %o) {outType = uint4, outBias = 0, accType = uint4, pe = 1, simd = 8} as "MVAU_0"
  %f = hw.fifo(%a) {depth = 300, lanes = 1} as "StreamingFIFO_0"
  %t = const uint4[1,1] [3]
  %y = hw.thresholding(%f, %t) {outType = uint1, outBias = 0, pe = 1} as "Thresholding_0"
  return %y
}`;

/** A layer of a third party that tells nothing of its control. */
const quiet = defineOp({
  name: 'acme.quiet',
  summary: 'Quiet.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: {},
  infer: ({ x }) => ({ y: x.type }),
  evaluate: ({ x }) => ({ y: x }),
});
const streamOf = ({ type }: Value) => ({ elem: type.elem, lanes: 1, beats: sizeOf(type.shape) });
const acme = definePlugin({
  name: 'acme',
  ops: [quiet],
  facets: [
    streams.for(quiet, ({ operand: { x }, result: { y } }) => ({
      inputs: { x: streamOf(x) },
      outputs: { y: streamOf(y) },
    })),
    layerKind.for(quiet, () => ({ kind: 'Quiet', variant: 'hls' })),
  ],
});
const registry = new Registry([...standardPlugins, acme]);

const built = async (text: string) => {
  const { graph, diagnostics } = parseGraph(text, registry.ops);
  expect(diagnostics).toEqual([]);
  return compile({
    model: graph!,
    config: { board: 'ZC706', startStep: 'size-fifos', stopStep: 'size-fifos', backend: [], check: 0 },
    plugins: [acme],
  });
};
const depthsOf = (result: Awaited<ReturnType<typeof built>>): readonly unknown[] =>
  result.graph!.order().flatMap(({ op, attrs }) => (op.name === fifo.name ? [(attrs as { depth: number }).depth] : []));

it('gives FIFOs the least depths, and says in a line what came of it', async () => {
  const result = await built(dense);
  expect(result.diagnostics).toEqual([]);
  expect(depthsOf(result)).toEqual([2]);
  expect(result.steps.at(-1)?.summary).toBe("1 FIFO of 8 bits (FINN's rule: 8), a frame every 12 cycles");
});

it('leaves FIFOs as they are where a layer has no cycle model, and says so', async () => {
  const result = await built(dense.replace('return %y', '%z = acme.quiet(%y) as "Quiet_0"\n  return %z'));
  expect(result.diagnostics.map(({ code, severity, message }) => [code, severity, message])).toEqual([
    ['FINNC5053', 'note', "FIFOs are not sized by the cycle model: no cycle model of 'acme.quiet': Quiet_0"],
  ]);
  expect(depthsOf(result)).toEqual([300]);
});
