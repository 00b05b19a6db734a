import { execute, feedPort, isInteger, readPort, type Graph, type PassContext, type Value } from '@finnc/ir';
import { narrow, runPipeline, streamline, tidyUp } from '@finnc/passes';
import { describe, expect, it } from 'vitest';
import { golden, hasData, hasGolden, loadGraph, networkModels, registry, sample } from './corpus.ts';

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
    const arrays = golden(model);
    const [inputs, outputs] = [arrays.get('in_0')!, arrays.get('out_0')!];
    const frames = inputs.shape[0]!;
    const size = outputs.data.length / frames;
    const [input, inputPort] = [graph.inputs[0]!, graph.inputPorts[0]!];
    for (let frame = 0; frame < frames; frame++) {
      const feed = feedPort(inputPort, input.type, sample(inputs, frame, inputPort.source.shape));
      const [result] = execute(graph, [feed], { ask: registry });
      const got = Array.from(readPort(graph.outputPorts[0]!, result!).data);
      expect(got, `sample ${frame}`).toEqual(
        Array.from({ length: size }, (_, i) => outputs.data[frame * size + i]! + 0),
      );
    }
  });

  const traced = networkModels.filter((model) => hasGolden(model, '.inter'));

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
    const [inputPort, input] = [graph.inputPorts[0]!, graph.inputs[0]!];
    const trace = golden(model, '.inter');
    const compared = new Set<string>();
    const feed = feedPort(inputPort, input.type, sample(golden(model).get('in_0')!, 0, inputPort.source.shape));
    execute(graph, [feed], {
      ask: registry,
      onValue(value, { data }) {
        const name = value.name;
        const want = name === undefined ? undefined : trace.get(name.replaceAll('/', '__'));
        if (!want || !value.meaning || !value.owner || !isInteger(value.type.elem)) return;
        const { scale, bias } = value.meaning;
        if (scale.length > 1) return;
        compared.add(value.meaning.tensor);
        const codes = Array.from(want.data, (real) => Math.round((real - bias[0]!) / scale[0]!) + 0);
        expect(
          Array.from(data, (code) => code + 0),
          name,
        ).toEqual(codes);
      },
    });
    for (const value of quantised) expect(compared, `activation ${value.name ?? ''}`).toContain(value.name);
  });
});
