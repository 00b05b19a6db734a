import { describe, expect, it } from 'vitest';
import { attr, defineOp, operand } from '../op/index.ts';
import { add, mul, qnnOps, topK } from '../qnn/index.ts';
import { graphOf, randomGraph } from '../testing/index.ts';
import { tensor, tensorType } from '../tensor/index.ts';
import { printGraph } from '../text/index.ts';
import { float32 } from '../types/index.ts';
import {
  cloneGraph,
  constantValue,
  describeValue,
  Graph,
  GraphError,
  verifyGraph,
  type Value,
  type Node,
} from './index.ts';

const type = tensorType(float32, [1, 4]);
const port = { name: 'x', source: type, perm: [0, 1] };
const outPort = { ...port, name: 'y', scale: [1], bias: [0], shape: [1, 4] };

function chain(length: number): {
  readonly graph: Graph;
  readonly x: Value;
  readonly nodes: readonly Node<typeof mul>[];
} {
  const graph = new Graph();
  const x = graph.input(type, port);
  const c = constantValue(tensor(float32, [], [2]));
  const nodes: Node<typeof mul>[] = [];
  for (let i = 0; i < length; i++) nodes.push(graph.add(mul, { a: nodes[i - 1]?.result.y ?? x, b: c }, {}));
  graph.output(nodes.at(-1)?.result.y ?? x, outPort);
  return { graph, x, nodes };
}

describe('a graph', () => {
  it('keeps use-lists while readers move', () => {
    const { graph, x, nodes } = chain(3);
    graph.replaceAllUses(nodes[0]!.result.y, x);
    expect([...x.uses].map(({ node }) => node.name)).toEqual(['mul_0', 'mul_1']);
    graph.erase(nodes[0]!);
    expect(x.uses.size).toBe(1);
    graph.replaceAllUses(nodes[2]!.result.y, nodes[1]!.result.y);
    expect(graph.outputs[0]).toBe(nodes[1]!.result.y);
    verifyGraph(graph);
  });

  it('lets one operand read another value and leaves its sibling', () => {
    const { graph, x, nodes } = chain(1);
    const both = graph.add(add, { a: nodes[0]!.result.y, b: nodes[0]!.result.y }, {});
    graph.setOperand(both, 'b', x);
    expect([both.operand.a, both.operand.b]).toEqual([nodes[0]!.result.y, x]);
    verifyGraph(graph);
    expect(() => {
      graph.setOperand(both, 'c', x);
    }).toThrow(GraphError);
  });

  it('does not erase what is read, and says by whom', () => {
    const { graph, nodes } = chain(2);
    expect(() => {
      graph.erase(nodes[0]!);
    }).toThrow('cannot erase mul_0: mul_1 reads it');
    expect(() => {
      graph.erase(nodes[1]!);
    }).toThrow('the graph output reads it');
  });

  it('sweeps what no output needs, whole chains at once', () => {
    const { graph, x } = chain(2);
    const dead = graph.add(mul, { a: x, b: x }, {});
    graph.add(mul, { a: dead.result.y, b: x }, {});
    expect([graph.sweep(), graph.size]).toEqual([2, 2]);
    verifyGraph(graph);
  });

  it('orders a chain of a hundred thousand nodes without recursion', () => {
    const { graph, nodes } = chain(100_000);
    expect(graph.order().at(-1)).toBe(nodes.at(-1));
    expect(printGraph(graph, { structure: true }).text).toContain('%100001 = qnn.mul(%100000, %1)');
  });

  it('finds a cycle', () => {
    const { graph, nodes } = chain(2);
    graph.setOperand(nodes[0]!, 'a', nodes[1]!.result.y);
    expect(() => graph.order()).toThrow('cycle');
  });

  it('refuses attributes that are missing, ill-typed or unknown', () => {
    const { graph, x } = chain(1);
    expect(() => graph.add(topK, { x }, {} as never)).toThrow('attribute k = undefined, wants integer in [1, ∞]');
    expect(() => graph.add(topK, { x }, { k: 0.5 })).toThrow(GraphError);
    expect(() => graph.add(topK, { x }, { k: 1, j: 2 } as never)).toThrow("no attribute 'j'");
    expect(() => graph.add(topK, { x }, { k: 5 })).toThrow(RangeError);
  });

  it('fills in defaults and freezes what it holds', () => {
    const scaled = defineOp({
      name: 'test.scaled',
      summary: '',
      operands: { x: operand.value },
      results: ['y'],
      attrs: { by: attr.int({ default: 3 }) },
      infer: ({ x }) => ({ y: x.type }),
      evaluate: ({ x }) => ({ y: x }),
    });
    const { graph, x } = chain(1);
    const node = graph.add(scaled, { x }, {} as never);
    expect(node.attrs.by).toBe(3);
    expect(Object.isFrozen(node) && Object.isFrozen(node.attrs)).toBe(true);
    expect(node.name).toBe('scaled_1');
  });

  it('knows which op made a value, by name', () => {
    const { nodes, x } = chain(1);
    expect(nodes[0]!.result.y.producer(mul)).toBe(nodes[0]);
    expect(nodes[0]!.result.y.producer(add)).toBeUndefined();
    expect(x.producer(mul)).toBeUndefined();
    expect([describeValue(x), describeValue(nodes[0]!.result.y)]).toEqual(['x: float32[1,4]', 'mul_0: float32[1,4]']);
  });
});

describe('a copy', () => {
  it('says the same and shares no node or value', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const graph = randomGraph(seed);
      const copy = cloneGraph(graph);
      verifyGraph(copy);
      expect(printGraph(copy).text).toBe(printGraph(graph).text);
      const own = new Set<unknown>([...graph, ...graph.inputs]);
      expect([...copy, ...copy.inputs].filter((part) => own.has(part))).toEqual([]);
    }
  });

  it('gives new nodes names that the copied ones do not have', () => {
    const copy = cloneGraph(chain(3).graph);
    const fresh = copy.add(mul, { a: copy.inputs[0]!, b: copy.inputs[0]! }, {});
    expect(fresh.name).toBe('mul_3');
    verifyGraph(copy);
  });
});

describe('verifying', () => {
  it('finds a value of another graph', () => {
    const { graph } = chain(1);
    const stranger = chain(1);
    graph.add(mul, { a: stranger.x, b: stranger.x }, {});
    expect(() => {
      verifyGraph(graph);
    }).toThrow('mul_1.a reads a value of another graph');
  });

  it('finds two nodes of one name and a use-list that lost its reader', () => {
    const { graph, x } = chain(1);
    graph.add(mul, { a: x, b: x }, {}, { name: 'mul_0' });
    expect(() => {
      verifyGraph(graph);
    }).toThrow("two nodes are named 'mul_0'");
    const other = chain(1);
    other.x.uses.clear();
    expect(() => {
      verifyGraph(other.graph);
    }).toThrow('missing from a use-list');
  });

  it('finds a constant operand that is none any more', () => {
    const graph = graphOf(
      'graph(%x: float32[1,2]) { %t = const float32[1,1] [0] %y = qnn.multi_threshold(%x, %t) {outType = uint1, axis = 1} return %y }',
      qnnOps,
    );
    const [node] = graph.order();
    graph.setOperand(node!, 'thresholds', graph.inputs[0]!);
    expect(() => {
      verifyGraph(graph);
    }).toThrow('thresholds must be constant');
  });

  it('finds outputs without ports', () => {
    const { graph, x } = chain(1);
    graph.outputs.push(x);
    expect(() => {
      verifyGraph(graph);
    }).toThrow('needs its port');
  });
});
