import { describe, expect, it } from 'vitest';
import { constantValue, Graph, type Value } from '../graph/graph.ts';
import { execute } from '../exec/index.ts';
import type { Attrs, OpDef } from '../op/index.ts';
import { sizeOf, tensor, type Tensor } from '../tensor/index.ts';
import { bipolar, float32, parseQonnxName } from '../types/index.ts';
import { goldenFile, goldenVectors, hasGolden, type GoldenVector } from './golden.test.helper.ts';
import {
  add,
  avgPool,
  batchNorm,
  bipolarQuant,
  ceiledWindow,
  conv,
  im2col,
  matMul,
  maxPool,
  multiThreshold,
  parseRoundingMode,
  quant,
  reshape,
  topK,
  trunc,
  truncV1,
} from './index.ts';

/** Evaluates one op in float32: its first operand moves, the others are constants. */
function run<Op extends OpDef>(op: Op, operands: readonly Tensor[], attrs: Attrs<Op>): Tensor {
  const graph = new Graph();
  const operand: Record<string, Value> = {};
  Object.keys(op.operands).forEach((key, i) => {
    const value = operands[i]!;
    const { type } = value;
    operand[key] =
      i === 0
        ? graph.input(type, { name: key, source: type, perm: type.shape.map((_, axis) => axis) })
        : constantValue(value);
  });
  const node = graph.add(op, operand as never, attrs);
  const value = (node.result as Record<string, Value>)[op.results[0]!]!;
  const { type } = value;
  graph.output(value, { name: 'y', source: type, scale: [1], bias: [0], shape: type.shape, perm: [] });
  return execute(graph, [operands[0]!], { arithmetic: 'float32' })[0]!;
}

/** `==` for every element, so that −0 is 0; NaN is NaN. */
const agrees = (actual: Tensor, expected: Tensor): boolean =>
  actual.type.shape.join() === expected.type.shape.join() &&
  expected.data.every((value, i) => value === actual.data[i] || (Number.isNaN(value) && Number.isNaN(actual.data[i])));

const list = (value: unknown, otherwise: readonly number[]): number[] => [
  ...((value as readonly number[] | undefined) ?? otherwise),
];

/** SAME_UPPER puts the odd pixel behind, SAME_LOWER in front. */
function padsOf({ attrs, inputs }: GoldenVector, kernel: readonly number[], strides: readonly number[]): number[] {
  const auto = attrs['auto_pad'];
  if (auto === undefined)
    return list(
      attrs['pads'],
      kernel.flatMap(() => [0, 0]),
    );
  const totals = kernel.map((k, axis) => {
    const size = inputs[0]!.type.shape[axis + 2]!;
    return Math.max(0, (Math.ceil(size / strides[axis]!) - 1) * strides[axis]! + k - size);
  });
  const less = totals.map((total) => Math.floor(total / 2));
  const more = totals.map((total, axis) => total - less[axis]!);
  return auto === 'SAME_UPPER' ? [...less, ...more] : [...more, ...less];
}

const withShape = ({ type, data }: Tensor, shape: readonly number[]): Tensor => tensor(type.elem, shape, data);

function convolve(vector: GoldenVector): Tensor {
  const [x, w, b] = vector.inputs as [Tensor, Tensor, Tensor | undefined];
  const flat = x.type.shape.length === 3;
  const rank = flat ? 1 : 2;
  const kernel = list(vector.attrs['kernel_shape'], w.type.shape.slice(2));
  const strides = list(
    vector.attrs['strides'],
    kernel.map(() => 1),
  );
  const pads = padsOf(vector, kernel, strides);
  // One dimension is a picture of height 1.
  const both = (values: readonly number[], fill: number): number[] => (flat ? [fill, ...values] : [...values]);
  const image = ({ type, data }: Tensor): Tensor =>
    tensor(type.elem, flat ? [...type.shape.slice(0, 2), 1, ...type.shape.slice(2)] : type.shape, data);
  const attrs = {
    kernel: both(kernel, 1),
    strides: both(strides, 1),
    pads: [...both(pads.slice(0, rank), 0), ...both(pads.slice(rank), 0)],
    dilations: both(
      list(
        vector.attrs['dilations'],
        kernel.map(() => 1),
      ),
      1,
    ),
    group: Number(vector.attrs['group'] ?? 1),
    outType: float32,
  };
  const y = run(conv, [image(x), image(w)], attrs);
  const sum = b ? run(add, [y, withShape(b, [1, sizeOf(b.type.shape), 1, 1])], {}) : y;
  return withShape(sum, vector.outputs[0]!.type.shape);
}

const evaluate: Readonly<Record<string, (vector: GoldenVector) => Tensor>> = {
  Quant: ({ inputs: [x, scale, zeroPoint, bits], attrs }) =>
    run(quant, [x!, scale!, zeroPoint!], {
      bits: bits!.data[0]!,
      signed: Boolean(attrs['signed']),
      narrow: Boolean(attrs['narrow']),
      rounding: parseRoundingMode(attrs['rounding_mode'] as string)!,
    }),
  BipolarQuant: ({ inputs }) => run(bipolarQuant, inputs, {}),
  MultiThreshold: ({ inputs, attrs }) => {
    const layout = attrs['data_layout'] as string;
    const outType = parseQonnxName(attrs['out_dtype'] as string)!;
    const outScale = attrs['out_scale'] as number;
    return run(multiThreshold, inputs, {
      // The annotation of the source is no promise: 0.5 · count is no UINT2.
      outType: outType === bipolar || Number.isInteger(outScale) ? outType : float32,
      outScale,
      outBias: attrs['out_bias'] as number,
      axis: layout.indexOf('C'),
    });
  },
  Im2Col: ({ inputs, attrs }) =>
    run(im2col, inputs, {
      kernel: list(attrs['kernel_size'], []),
      strides: list(attrs['stride'], []),
      pads: list(attrs['pad_amount'], []),
      dilations: list(attrs['dilations'], [1, 1]),
    }),
  MaxPoolNHWC: ({ inputs, attrs }) => pool(inputs, attrs, 'nhwc'),
  MaxPool: ({ inputs, attrs }) => pool(inputs, attrs, 'nchw'),
  AveragePool: ({ inputs, attrs }) =>
    run(avgPool, inputs, {
      ...windowOf(attrs),
      countIncludePad: attrs['count_include_pad'] === 1,
      ceilMode: attrs['ceil_mode'] === 1,
      layout: 'nchw',
    }),
  GlobalAveragePool: ({ inputs: [x] }) =>
    run(avgPool, [x!], {
      ...windowOf({ kernel_shape: x!.type.shape.slice(2), pads: [0, 0, 0, 0] }),
      countIncludePad: false,
      ceilMode: false,
      layout: 'nchw',
    }),
  Trunc: ({ inputs: [x, scale, zeroPoint, bits, ...out], attrs }) => {
    const rounding = parseRoundingMode(attrs['rounding_mode'] as string)!;
    if (attrs['version'] === 1)
      return run(truncV1, [x!, scale!, zeroPoint!], { shift: bits!.data[0]! - out[0]!.data[0]!, rounding });
    return run(trunc, [x!, scale!, zeroPoint!, out[0]!], {
      bits: out[1]!.data[0]!,
      signed: attrs['signed'] === 1,
      narrow: attrs['narrow'] === 1,
      rounding,
    });
  },
  Conv: convolve,
  BatchNormalization: ({ inputs, attrs }) => run(batchNorm, inputs, { epsilon: attrs['epsilon'] as number, axis: 1 }),
  TopK: ({ inputs: [x, k] }) => run(topK, [x!], { k: k!.data[0]! }),
  Reshape: ({ inputs: [x], outputs: [y] }) => run(reshape, [x!], { shape: y!.type.shape }),
  // A bipolar product P' counts equal bits P by P' = 2P − K.
  XnorPopcountMatMul: ({ inputs: [a, b] }) => {
    const signs = ({ type, data }: Tensor): Tensor =>
      tensor(
        float32,
        type.shape,
        Float64Array.from(data, (bit) => 2 * bit - 1),
      );
    const depth = a!.type.shape.at(-1)!;
    const sums = run(matMul, [signs(a!), signs(b!)], { outType: float32 });
    return tensor(
      float32,
      sums.type.shape,
      Float64Array.from(sums.data, (sum) => (sum + depth) / 2),
    );
  },
};

const windowOf = (attrs: GoldenVector['attrs']) => ({
  kernel: list(attrs['kernel_shape'], []),
  strides: list(attrs['strides'], [1, 1]),
  pads: list(attrs['pads'], []),
  dilations: [1, 1],
});

function pool(inputs: readonly Tensor[], attrs: GoldenVector['attrs'], layout: 'nchw' | 'nhwc'): Tensor {
  const window = windowOf(attrs);
  const { shape } = inputs[0]!.type;
  const size = layout === 'nchw' ? shape.slice(2) : shape.slice(1, 3);
  return run(maxPool, inputs, { ...(attrs['ceil_mode'] === 1 ? ceiledWindow(size, window) : window), layout });
}

if (!hasGolden) console.warn(`golden op vectors skipped: ${goldenFile} is absent (set FINNC_DATA)`);

describe.skipIf(!hasGolden)('ops agree with qonnx and onnxruntime bit for bit:', () => {
  it.each([
    ['Quant', 650],
    ['BipolarQuant', 3],
    ['MultiThreshold', 21],
    ['Im2Col', 4],
    ['MaxPoolNHWC', 1],
    ['MaxPool', 2],
    ['AveragePool', 4],
    ['GlobalAveragePool', 1],
    ['Trunc', 96],
    ['Conv', 7],
    ['BatchNormalization', 1],
    ['TopK', 1],
    ['Reshape', 1],
    ['XnorPopcountMatMul', 1],
  ])('%s on %i vectors', (op, count) => {
    const vectors = goldenVectors(op);
    expect(vectors).toHaveLength(count);
    // TopK also gives the values; ours are the indices.
    const wrong = vectors.flatMap((vector, i) =>
      agrees(evaluate[op]!(vector), vector.outputs.at(-1)!) ? [] : [`${i}: ${JSON.stringify(vector.attrs)}`],
    );
    expect(wrong).toEqual([]);
  });
});
