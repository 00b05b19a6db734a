import {
  execute,
  Registry,
  sampler,
  sizeOf,
  type Node,
  type OpDef,
  type Plugin,
  type Tensor,
  type Value,
} from '@finnc/ir';
import {
  costModels,
  folding,
  layerKind,
  operationCounts,
  resources,
  streams,
  timing,
  type Board,
  type Stream,
} from '@finnc/ir/hw';
import { expectSameValues, graphOf } from '@finnc/ir/testing';
import { describe, expect, it } from 'vitest';
import { layers } from '../index.ts';
import type { Engine } from './engine.ts';
import { framesEngines } from './frames-engine.ts';
import { foldingsOf, onlyNode, refolded } from './foldings.ts';
import { simulatorEngine, slicedEngine, slicedEngines } from './simulator-engine.ts';

export interface LayerCases {
  /** `.fnir` texts of graphs of this one layer, small enough that all foldings can be tried. */
  readonly cases: readonly { readonly name: string; readonly graph: string }[];
  /** Plugins besides the standard layers. */
  readonly plugins?: readonly Plugin[];
  readonly engines?: readonly Engine[];
  /** Inputs tried at each folding. */
  readonly seeds?: number;
}

/**
 * Checks a hardware layer at every legal folding: its values do not depend on the folding, its streams carry exactly
 * its tensors, it is never faster than its streams, it answers both cost models, and each engine gives the values of
 * the op's `evaluate`. Engines that cannot run a layer are skipped with a notice.
 */
export function testLayer(
  op: OpDef,
  { cases, plugins = [], engines = [simulatorEngine], seeds = 3 }: LayerCases,
): void {
  const registry = new Registry([layers, ...plugins]);
  const board = registry.boards[0] as Board;
  const targets = costModels.map((cost) => ({ board, clockMhz: board.clockMhz, cost }));

  describe.each(cases)(`${op.name}, $name`, ({ graph: text }) => {
    const unfolded = graphOf(text, registry.ops.values());
    const node = onlyNode(unfolded);
    const foldings = foldingsOf(answer(registry.ask(folding, node, undefined), 'folding'));
    const graphs = foldings.map((fold) => refolded(unfolded, fold));
    const sample = sampler(unfolded, registry);
    const frames = Array.from({ length: seeds }, (_, i) => sample(i + 1));
    const expected = frames.map((feeds) => execute(unfolded, feeds));

    it('gives the same values at every folding', () => {
      for (const graph of graphs) frames.forEach((feeds, i) => expectSame(execute(graph, feeds), expected[i]!));
    });

    it('streams its tensors whole', () => {
      for (const graph of graphs) {
        const layer = onlyNode(graph);
        const { inputs, outputs } = answer(registry.ask(streams, layer, undefined), 'streams');
        expect(Object.keys(inputs)).toEqual(dynamicOperands(layer));
        expect(Object.keys(outputs)).toEqual([...layer.op.results]);
        for (const [key, stream] of Object.entries(inputs)) expectCarries(stream, layer.operand[key]!);
        for (const [key, stream] of Object.entries(outputs)) expectCarries(stream, layer.result[key]!);
      }
    });

    it('is no faster than its streams, and as fast as its folding promises', () => {
      foldings.forEach((fold, i) => {
        const layer = onlyNode(graphs[i]!);
        const { inputs, outputs } = answer(registry.ask(streams, layer, undefined), 'streams');
        const beats = [...Object.values(inputs), ...Object.values(outputs)].map((stream) => stream.beats);
        const { cycles } = answer(registry.ask(timing, layer, targets[0]!), 'timing');
        expect(cycles).toBeGreaterThanOrEqual(Math.max(...beats));
        expect(answer(registry.ask(folding, node, undefined), 'folding').cycles(fold)).toBe(cycles);
      });
    });

    it.each(targets)('has a name, cycles, resources and operations under the cost model $cost', (target) => {
      for (const graph of graphs) {
        const layer = onlyNode(graph);
        expect(answer(registry.ask(layerKind, layer, undefined), 'layerKind').kind).toMatch(/^\w+$/);
        const cost = answer(registry.ask(timing, layer, target), 'timing');
        expect(Number.isInteger(cost.cycles) && cost.source !== '').toBe(true);
        const { source, error, ...counts } = answer(registry.ask(resources, layer, target), 'resources');
        expect(source === '' || error === '').toBe(false);
        for (const count of Object.values(counts))
          expect(Number.isInteger(count) && count >= 0, `count ${count}`).toBe(true);
        answer(registry.ask(operationCounts, layer, undefined), 'operationCounts');
      }
    });

    const applicable = [...engines, slicedEngine, ...slicedEngines, ...framesEngines].filter(
      ({ isOptional, unavailable }) => !isOptional || unavailable(op.name, registry) === undefined,
    );
    it.for(applicable)('$name gives the same values', (engine, { skip }) => {
      const reason = engine.unavailable(op.name, registry);
      if (reason !== undefined) skip(reason);
      for (const graph of graphs) {
        engine.run(graph, frames, registry).forEach((outputs, i) => expectSame(outputs, expected[i % frames.length]!));
      }
    });
  });
}

const expectSame = (actual: readonly Tensor[], expected: readonly Tensor[]): void =>
  expected.forEach((tensor, i) => expectSameValues(actual[i]!, tensor));

function expectCarries({ elem, lanes, beats }: Stream, { type }: Value): void {
  expect(elem).toBe(type.elem);
  expect(lanes * beats).toBe(sizeOf(type.shape));
}

const dynamicOperands = ({ op }: Node): string[] =>
  Object.keys(op.operands).filter((key) => !op.operands[key]?.constant);

function answer<T>(given: T | undefined, facet: string): T {
  if (given === undefined) throw new Error(`the layer does not answer the facet '${facet}'`);
  return given;
}
