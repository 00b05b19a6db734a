import { execute, isInteger, readPort, type Graph, type PassContext, type Value } from '@finnc/ir';
import { narrow, runPipeline, streamline, tidyUp } from '@finnc/passes';
import { describe, expect, it } from 'vitest';
import { sampleFeeds, valuesOf } from '../src/corpus/golden.ts';
import { codesOf, golden, hasData, hasTrace, loadGraph, networkModels, registry, trace } from './corpus.ts';

const cx: PassContext = {
  ask: registry.ask.bind(registry),
  lowerings: registry.lowerings,
  report: (diagnostic) => {
    throw new Error(diagnostic.message);
  },
};

function streamlined(model: string): Graph {
  const graph = loadGraph(model);
  runPipeline(graph, [tidyUp(), streamline(), narrow()], cx);
  return graph;
}

const isRelayout = (op: string): boolean => op === 'qnn.reshape' || op === 'qnn.transpose';

describe.skipIf(!hasData)('the TFC, SFC, LFC and CNV models of the corpus', () => {
  it('are all 36 of them', () => {
    expect(networkModels).toHaveLength(36);
  });

  it.each(networkModels)('%s has no float operation and gives the golden outputs to the last bit', (model) => {
    const graph = streamlined(model);
    const floats = graph
      .order()
      .filter(
        (node) =>
          !isRelayout(node.op.name) && Object.values<Value>(node.result).some((value) => !isInteger(value.type.elem)),
      );
    expect(floats.map((node) => node.name)).toEqual([]);
    const samples = golden(model);
    for (let frame = 0; frame < samples.count; frame++) {
      const [result] = execute(graph, sampleFeeds(samples, frame, graph), { ask: registry });
      const got = Array.from(readPort(graph.outputPorts[0]!, result!).data);
      expect(got, `sample ${frame}`).toEqual(Array.from(valuesOf(samples.outputs[0]!, frame), (value) => value + 0));
    }
  });

  const traced = networkModels.filter(hasTrace);

  it('have four golden traces', () => {
    expect(traced).toHaveLength(4);
  });

  it.each(traced)('%s gives every golden activation code', (model) => {
    const source = loadGraph(model);
    const quantised = source
      .order()
      .filter((node) => ['qnn.quant', 'qnn.bipolar_quant', 'qnn.multi_threshold'].includes(node.op.name))
      .flatMap((node) => Object.values<Value>(node.result))
      .filter(
        (value) =>
          !value.owner ||
          Object.values<Value>(value.owner.node.operand).some((operand, i) => i === 0 && !operand.constant),
      );
    const graph = streamlined(model);
    const recorded = trace(model);
    const compared = new Set<string>();
    execute(graph, sampleFeeds(golden(model), 0, graph), {
      ask: registry,
      onValue(value, { data }) {
        const name = value.name;
        const want = name === undefined ? undefined : recorded.get(name.replaceAll('/', '__'));
        if (!want || !value.meaning || !value.owner || !isInteger(value.type.elem)) return;
        compared.add(value.meaning.tensor);
        expect(
          Array.from(data, (code) => code + 0),
          name,
        ).toEqual(codesOf(want, value.meaning, value.type.shape));
      },
    });
    for (const value of quantised) expect(compared, `activation ${value.name ?? ''}`).toContain(value.name);
  });
});
