import {
  attr,
  defineOp,
  definePlugin,
  Graph,
  operand,
  Registry,
  tensorType,
  uint,
  type Diagnostic,
  type EmitContext,
  type FacetImplementation,
  type Value,
} from '@finnc/ir';
import {
  defineBoard,
  fifo,
  folding,
  layerKind,
  operationCounts,
  resources,
  timing,
  type Board,
  type Estimate,
} from '@finnc/ir/hw';

/** A dense layer of a fictitious plugin: 16 to 16 channels, PE and SIMD, 2-bit weights. */
export const dense = defineOp({
  name: 'test.dense',
  summary: 'Sixteen in, sixteen out.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: { pe: attr.int({ default: 1 }), simd: attr.int({ default: 1 }) },
  infer: ({ x }) => ({ y: x.type }),
  evaluate: ({ x }) => ({ y: x }),
});
/** Joins two streams; answers nothing unless a test adds answers. */
export const join = defineOp({
  name: 'test.join',
  summary: 'Adds two streams.',
  operands: { a: operand.value, b: operand.value },
  results: ['y'],
  attrs: {},
  infer: ({ a }) => ({ y: a.type }),
  evaluate: ({ a }) => ({ y: a }),
});

const estimate = (lut: number, bram18 = 0, dsp = 0): Estimate => ({
  lut,
  bram18,
  uram: 0,
  dsp,
  source: 'a law of the test',
  error: 'none',
});

export const denseFacets: readonly FacetImplementation[] = [
  layerKind.for(dense, () => ({ kind: 'MVAU', variant: 'hls' })),
  timing.for(dense, ({ attrs: { pe, simd } }) => ({ cycles: 256 / (pe * simd), source: 'SF · NF' })),
  resources.for(dense, ({ attrs: { pe, simd } }) => ({ ...estimate(1000 * pe * simd, 1, pe), memoryBits: 512 })),
  operationCounts.for(dense, () => ({ op_mac_2bx4b: 256, param_weight_2b: 256 })),
  folding.for(dense, ({ attrs: { pe, simd } }) => ({
    dimensions: [
      { key: 'pe', name: 'PE', size: 16, value: pe, of: 'MH' },
      { key: 'simd', name: 'SIMD', size: 16, value: simd, of: 'MW' },
    ],
    cycles: ({ pe: p = 1, simd: s = 1 }) => 256 / (p * s),
  })),
];
export const fifoFacets: readonly FacetImplementation[] = [
  layerKind.for(fifo, () => ({ kind: 'StreamingFIFO', variant: 'rtl' })),
  resources.for(fifo, () => estimate(40)),
];

export const smallBoard: Board = defineBoard({
  name: 'Testboard',
  summary: 'A small board.',
  part: 'xc-test',
  clockMhz: 100,
  axiBits: 64,
  device: {
    name: 'XCTEST',
    family: 'test',
    dsp: 'DSP48E1',
    chip: { lut: 10_000, ff: 20_000, bram18: 8, uram: 0, dsp: 20 },
    source: 'made up',
  },
});

export function contextFor(
  facets: readonly FacetImplementation[],
  board: Board = smallBoard,
): EmitContext & { readonly reported: readonly Diagnostic[] } {
  const registry = new Registry([definePlugin({ name: 'test', facets })]);
  const reported: Diagnostic[] = [];
  return {
    ask: (facet, node, cx) => registry.ask(facet, node, cx),
    report: (diagnostic) => reported.push(diagnostic),
    target: { board, clockMhz: 200, cost: 'finnc' },
    vectors: [],
    reported,
  };
}

const type = tensorType(uint(4), [1, 16]);

export class Builder {
  readonly graph = new Graph('net');
  readonly x: Value = this.graph.input(type, { name: 'x', source: type, perm: [0, 1] });

  dense(x: Value, name: string, pe: number, simd: number): Value {
    return this.graph.add(dense, { x }, { pe, simd }, { name, origin: [`MatMul_${name}`] }).result.y;
  }

  fifo(x: Value, name: string, depth: number): Value {
    return this.graph.add(fifo, { x }, { depth, lanes: 4 }, { name }).result.y;
  }

  join(a: Value, b: Value, name: string): Value {
    return this.graph.add(join, { a, b }, {}, { name }).result.y;
  }

  done(y: Value): Graph {
    this.graph.output(y, { name: 'y', source: type, scale: [1], bias: [0], shape: [1, 16], perm: [0, 1] });
    return this.graph;
  }
}

/** MVAU_0 (PE 1, SIMD 2: 128 cycles), a FIFO, MVAU_1 (PE 2, SIMD 2: 64 cycles). */
export function chain(): Graph {
  const build = new Builder();
  const middle = build.fifo(build.dense(build.x, 'MVAU_0', 1, 2), 'StreamingFIFO_0', 32);
  return build.done(build.dense(middle, 'MVAU_1', 2, 2));
}
