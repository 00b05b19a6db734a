import { readFileSync } from 'node:fs';
import { parseGraph, Registry, sampler, type Diagnostic, type Graph } from '@finnc/ir';
import { interpreterEngine, type EngineSource } from '@finnc/backend-simulator';
import { describe, expect, it } from 'vitest';
import { generated } from '../cases.test.support.ts';
import { compile } from '../compile.ts';
import { standardPlugins } from '../standard.ts';
import { checkManyInputs, referenceShare } from './many-inputs.ts';
import type { BuildState } from './state.ts';

const registry = new Registry(standardPlugins);

/** A network of integers whose second threshold only few inputs reach. */
function network(threshold: number): Graph {
  const { graph, diagnostics } = parseGraph(
    `fnir 1
     graph "g"(%x: uint8[1,4]) {
       %w = const int2[4,2] [1, -1, 1, 1, -1, 1, 1, 1]
       %s = qnn.mat_mul(%x, %w) {outType = int32}
       %t = const int12[1,2] [3, ${threshold}]
       %y = qnn.multi_threshold(%s, %t) {outType = uint2, axis = 1}
       return %y as "y" uint2[1,2]
     }`,
    registry.ops,
    {},
  );
  if (!graph) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return graph;
}

function stateOf(graph: Graph, frames: number): { readonly state: BuildState; readonly told: Diagnostic[] } {
  const told: Diagnostic[] = [];
  const sample = sampler(graph);
  const feeds = Array.from({ length: frames }, (_, seed) => sample(seed));
  const many = { feeds, engines: undefined, known: undefined, states: 0 };
  const report = (diagnostic: Diagnostic): void => void told.push(diagnostic);
  return { state: { graph, registry, many, report } as unknown as BuildState, told };
}

/** An engine that gives 1 more than the program says. */
const oneTooHigh: EngineSource = {
  name: 'wasm',
  open: () =>
    Promise.resolve({
      ...interpreterEngine(false),
      sliced: {
        frames: 32,
        complements: false,
        load: (program) => ({
          run(inputs, frames, outputs) {
            interpreterEngine(false).sliced!.load(program).run(inputs, frames, outputs);
            for (const output of outputs) output.forEach((value, i) => (output[i] = value + 1));
          },
          close: () => undefined,
        }),
      },
    }),
};

describe('inputs beyond the share of the reference', () => {
  it('are few where a frame has few products, and all but a few where it has many', () => {
    const small = network(9);
    expect(referenceShare(small, registry, 300)).toBe(300);
    const conv = parseGraph(
      `fnir 1
       graph "g"(%x: int4[1,64,64,64], %w: int2[512,64,3,3]) {
         %y = qnn.conv(%x, %w) {kernel = [3, 3], outType = int32}
         return %y as "y" int32[1,512,62,62]
       }`,
      registry.ops,
      {},
    ).graph!;
    expect(referenceShare(conv, registry, 300)).toBe(8);
    expect(referenceShare(conv, registry, 3)).toBe(3);
  });

  it('show where a later state gives something else', async () => {
    const { state, told } = stateOf(network(600), 400);
    await checkManyInputs(state, 'first');
    state.graph = network(600);
    await checkManyInputs(state, 'same');
    expect(told).toEqual([]);
    expect(state.many?.states).toBe(2);
    state.graph = network(630);
    await checkManyInputs(state, 'wrong');
    expect(told).toMatchObject([{ code: 'FINNC4001', message: expect.stringContaining("pass 'wrong'") as string }]);
  });

  it('tell an engine that computes something else from a pass that does', async () => {
    const { state, told } = stateOf(network(600), 20);
    await checkManyInputs(state, 'first');
    state.many = { ...state.many!, engines: [oneTooHigh] };
    await checkManyInputs(state, 'second');
    expect(told).toMatchObject([{ code: 'FINNC4101', severity: 'error' }]);
  });

  it('wait for a graph of integers', async () => {
    const { state } = stateOf(network(5), 10);
    const text = 'fnir 1\ngraph "g"(%x: float32[1,4]) { %y = qnn.add(%x, %x) return %y as "y" float32[1,4] }';
    state.graph = parseGraph(text, registry.ops, {}).graph!;
    await checkManyInputs(state, 'early');
    expect(state.many?.states).toBe(0);
  });

  it('are executed on every state of integers of a build, and by the reference alone where that is quick', async () => {
    const config = { check: 12, backend: [], board: 'ZC706', fps: 1000 } as const;
    const small = await compile({ model: generated['tiny.onnx']!(), config });
    expect(small.checked).toEqual({ inputs: 12, states: 7 });
    const cnv = readFileSync(new URL('../../../../examples/models/cnv-w1a1.onnx.gz', import.meta.url));
    const large = await compile({ model: cnv, config });
    expect(large.exitCode).toBe(0);
    expect(large.checked).toEqual({ inputs: 8, states: 7, more: { inputs: 4, states: 6 } });
  });
});
