import {
  bipolar,
  constantValue,
  definePass,
  execute,
  float32,
  qnn,
  retyped,
  sampler,
  type Diagnostic,
  type Graph,
  type Node,
  type Tensor,
  type Value,
} from '@finnc/ir';
import { graphOf } from '@finnc/ir/testing';
import { describe, expect, it } from 'vitest';
import { compiled, ops, registry } from '../compiled.test.support.ts';
import { convertToHw } from '../lower/convert-to-hw.ts';
import { narrow } from '../narrow/narrow.ts';
import { streamline } from '../streamline/streamline.ts';
import { createChecker } from './check.ts';

const network = `
  graph(%x: int4[1,6]) {
    %w = const float32[3,6] [1, -1, 2, 0, 1, 3, -2, 1, 1, -1, 2, 0, 3, 1, 0, -1, -2, 1]
    %s = const float32[3,1] [0.5, 0.25, 1]
    %z = const float32[] [0]
    %q = qnn.quant(%w, %s, %z) {bits = 4, signed = true}
    %v = qnn.transpose(%q) {perm = [1, 0]}
    %"dense" = qnn.mat_mul(%x, %v)
    %h = const float32[] [2]
    %"codes" = qnn.quant(%"dense", %h, %z) {bits = 3, signed = true}
    %u = const float32[3,2] [1, -1, 1, 1, -1, 1]
    %one = const float32[] [1]
    %b = qnn.bipolar_quant(%u, %one)
    %"scores" = qnn.mat_mul(%"codes", %b)
    return %"scores"
  }`;

type Change = (data: Tensor['data'], shape: readonly number[]) => void;

/** A pass that changes one constant of the first node of an op: what a bug in a pass would do. */
const mutant = (op: string, operand: string, change: Change, nth = 0): ReturnType<typeof broken> =>
  broken((graph) => {
    const node: Node | undefined = graph.order().filter((candidate) => candidate.op.name === op)[nth];
    const value = (node?.operand as Readonly<Record<string, Value>> | undefined)?.[operand];
    if (!node || !value?.constant) throw new Error(`nothing to break in ${op}`);
    const data = Float64Array.from(value.constant.data);
    change(data, value.type.shape);
    graph.setOperand(node, operand, constantValue(retyped({ ...value.constant, data }, value.type.elem)));
  });
const broken = (run: (graph: Graph) => void): ReturnType<ReturnType<typeof definePass>> =>
  definePass({ name: 'broken', summary: '', needs: 'qnn', run })();

/** What the checker says of the last pass; the ones before must pass. */
function checked(text: string, ...passes: Parameters<typeof compiled>[1]): readonly Diagnostic[] {
  const graph = graphOf(text, ops);
  const sample = sampler(graph, registry);
  const checker = createChecker(
    graph,
    registry,
    Array.from({ length: 64 }, (_, seed) => sample(seed + 1)),
  );
  let found: readonly Diagnostic[] = [];
  compiled(graph, passes, {
    after(pass, state) {
      found = checker.check(state, pass.name);
      if (pass.name !== 'broken') expect(found).toEqual([]);
      return true;
    },
  });
  return found;
}

const swapRows: Change = (data, [rows = 1, columns = 1]) => {
  expect(rows).toBeGreaterThan(1);
  const first = data.slice(0, columns);
  data.copyWithin(0, columns, 2 * columns);
  data.set(first, columns);
};

describe('a mutant is caught:', () => {
  const stages = [streamline(), narrow(), convertToHw()] as const;
  it.each([
    [
      'the sign of one weight, among integers',
      stages.slice(0, 1),
      mutant('qnn.mat_mul', 'b', (data) => (data[0] = -data[0]!)),
      'dense',
    ],
    [
      'the sign of one weight of the last product',
      stages.slice(0, 1),
      mutant('qnn.mat_mul', 'b', (data) => (data[0] = -data[0]!), 1),
      'scores',
    ],
    ['two rows of weights', stages.slice(0, 2), mutant('qnn.mat_mul', 'b', swapRows), 'dense'],
    [
      'one threshold by 1',
      stages.slice(0, 2),
      mutant('qnn.multi_threshold', 'thresholds', (data) => data[3]!++),
      'codes',
    ],
    ['one threshold of a layer by 1', stages, mutant('hw.mvau', 'thresholds', (data) => data[3]!++), 'codes'],
    ['two neurons of a layer', stages, mutant('hw.mvau', 'weights', swapRows), 'codes'],
    ['the thresholds of two channels', stages, mutant('hw.mvau', 'thresholds', swapRows), 'codes'],
    [
      'one weight of the last layer',
      stages,
      mutant('hw.mvau', 'weights', (data) => (data[1] = -data[1]!), 1),
      'scores',
    ],
    ['one weight of the model itself', [], mutant('qnn.bipolar_quant', 'x', (data) => (data[0] = -data[0]!)), 'scores'],
  ] as const)('%s', (_name, before, bug, tensor) => {
    const [difference, ...others] = checked(network, ...before, bug);
    expect(others).toEqual([]);
    expect(difference?.code).toBe('FINNC4001');
    expect(difference?.message).toMatch(
      new RegExp(
        `^pass 'broken' changed the network: '(output )?${tensor}' at \\[0, \\d\\] is (-?[\\d.]+), before it was (?!\\2 )-?[\\d.]+ \\(\\d of \\d values differ\\)$`,
      ),
    );
  });

  it('channels in another order, with the values of both', () => {
    const shuffled = broken((graph) => {
      const [output] = graph.outputs;
      const order = constantValue({
        type: { elem: output!.type.elem, shape: [2, 2] },
        data: Int32Array.of(0, 1, 1, 0),
      });
      graph.outputs[0] = graph.add(qnn.matMul, { a: output!, b: order }, { outType: output!.type.elem }).result.y;
    });
    const graph = graphOf(network, ops);
    const sample = sampler(graph, registry);
    const feeds = [1, 2, 3, 4, 5].map(sample);
    const [first = 0, second = 0] = feeds
      .map((feed) => execute(graph, feed, { ask: registry })[0]!.data)
      .find(([a, b]) => a !== b)!;
    const [difference] = createChecker(graph, registry, feeds).check(compiled(graph, [shuffled]).graph, 'broken');
    expect(difference?.message).toBe(
      `pass 'broken' changed the network: 'output scores' at [0, 0] is ${second}, before it was ${first} (2 of 2 values differ)`,
    );
  });

  it('the scale of an output', () => {
    const rescaled = broken((graph) => {
      graph.outputPorts[0] = { ...graph.outputPorts[0]!, scale: [3] };
    });
    expect(checked(network, streamline(), rescaled).map(({ message }) => message)).toEqual([
      expect.stringMatching(/^pass 'broken' changed the network: 'output scores'/),
    ]);
  });
});

describe('a pass that changes which outputs there are is caught:', () => {
  it('one is lost', () => {
    const renamed = broken((graph) => {
      graph.outputPorts[0] = { ...graph.outputPorts[0]!, name: 'other' };
    });
    expect(checked(network, renamed).map(({ code, message }) => `${code} ${message}`)).toEqual([
      "FINNC4002 pass 'broken' lost output scores of shape [1, 2]",
    ]);
  });

  it('one has another size', () => {
    const first = broken((graph) => {
      const weights = constantValue({ type: { elem: bipolar, shape: [2, 1] }, data: Int32Array.of(1, 1) });
      const { y } = graph.add(qnn.matMul, { a: graph.outputs[0]!, b: weights }, { outType: float32 }).result;
      graph.outputs[0] = y;
      graph.outputPorts[0] = { ...graph.outputPorts[0]!, source: y.type, shape: [1, 1] };
    });
    expect(checked(network, first).map(({ code, message }) => `${code} ${message}`)).toEqual([
      "FINNC4003 pass 'broken' changed output scores from shape [1, 2] to [1, 1]",
    ]);
  });
});

describe('an honest pass', () => {
  it('is not blamed', () => {
    expect(checked(network, streamline(), narrow(), convertToHw())).toEqual([]);
  });

  it('is blamed for the first tensor only: the others follow from it', () => {
    const found = checked(
      network,
      streamline(),
      mutant('qnn.mat_mul', 'b', (data) => (data[0] = -data[0]!)),
    );
    expect(found).toHaveLength(1);
  });
});

it('tells how many inputs it compares on', () => {
  const graph = graphOf(network, ops);
  const sample = sampler(graph, registry);
  expect(createChecker(graph, registry, [sample(1), sample(2)]).inputs).toBe(2);
});

it('keeps what the state that it executed last gives', () => {
  const graph = graphOf(network, ops);
  const sample = sampler(graph, registry);
  const feeds = [sample(1), sample(2)];
  const checker = createChecker(graph, registry, feeds);
  expect(checker.outputsOf(graph)).toEqual(feeds.map((feed) => execute(graph, feed, { ask: registry })));
  const other = graphOf(network, ops);
  expect(checker.outputsOf(other)).toBeUndefined();
  expect(checker.check(other, 'none')).toEqual([]);
  expect(checker.outputsOf(other)).toEqual(feeds.map((feed) => execute(other, feed, { ask: registry })));
  expect(checker.outputsOf(graph)).toBeUndefined();
});

describe('a network that gives NaN itself', () => {
  const text = `
  graph(%x: float32[1,2]) {
    %"scaled" = qnn.relu(%x)
    %"root" = qnn.map(%x) {function = sqrt}
    %s = const float32[] [0.5]
    %z = const float32[] [0]
    %"codes" = qnn.quant(%"root", %s, %z) {bits = 3, signed = true}
    %"own" = qnn.quant(%"scaled", %s, %z) {bits = 3, signed = true}
    return %"codes", %"own"
  }`;
  const feed = (...values: number[]): readonly Tensor[] => [
    { type: { elem: float32, shape: [1, 2] }, data: Float64Array.from(values) },
  ];
  const warnings = (...feeds: (readonly Tensor[])[]): readonly string[] =>
    createChecker(graphOf(text, ops), registry, feeds).warnings.map(({ code, message }) => `${code} ${message}`);

  it('is told once, by the first tensor', () => {
    expect(warnings(feed(1, 4), feed(4, -1), feed(-1, -1))).toEqual([
      "FINNC3109 the model gives NaN: 'root' at [0, 1] is not a number, on 2 of 3 checked inputs",
    ]);
    expect(warnings(feed(1, 4))).toEqual([]);
  });

  it('blames no pass for the codes in its place, and compares the inputs that give numbers', () => {
    const differences = (values: readonly number[], ...passes: Parameters<typeof compiled>[1]): number => {
      const graph = graphOf(text, ops);
      const checker = createChecker(graph, registry, [feed(...values)]);
      return checker.check(compiled(graph, passes).graph, 'streamline').length;
    };
    const bug = mutant('qnn.multi_threshold', 'thresholds', (data) => (data[data.length - 1] = 0));
    expect(differences([-1, 1], streamline())).toBe(0);
    expect(differences([1, 0.25], streamline())).toBe(0);
    expect(differences([1, 0.25], streamline(), bug)).toBe(1);
  });
});
