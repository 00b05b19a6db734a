import fc from 'fast-check';
import type { ElementName, OnnxModel, OnnxNode } from '../src/onnx/index.ts';
import { float, floats, int64, int64s, op, small, type SmallModel } from '../src/import/small-model.test.helper.ts';

/** A model of one operator, or of a few where one alone cannot be fed. */
export type Drawn = Omit<SmallModel, 'opsets' | 'outputs'> & {
  readonly opset?: number;
  /** Types of the outputs y, y1, …; one of float32 if left out. */
  readonly types?: readonly ElementName[];
};

const numbers = (count: number): fc.Arbitrary<number[]> =>
  fc.array(
    fc.integer({ min: -16, max: 16 }).map((quarters) => quarters / 4),
    { minLength: count, maxLength: count },
  );
const sizes = (least: number, most: number, largest = 4): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 1, max: largest }), { minLength: least, maxLength: most });
const oneOf = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

/** What a case is drawn with; every draw can be shrunk. */
export class Draw {
  readonly #draw: fc.GeneratorValue;
  constructor(draw: fc.GeneratorValue) {
    this.#draw = draw;
  }
  int(min: number, max: number): number {
    return this.#draw(fc.integer, { min, max });
  }
  of<T>(...values: readonly T[]): T {
    return this.#draw(oneOf<T>, ...values);
  }
  chance(): boolean {
    return this.#draw(fc.boolean);
  }
  shape(least: number, most: number, largest = 4): number[] {
    return this.#draw(sizes, least, most, largest);
  }
  tensor(shape: readonly number[]): ReturnType<typeof floats> {
    return floats(shape, this.#draw(numbers, product(shape)));
  }
  /** A shape that broadcasts with another one. */
  partner(shape: readonly number[]): number[] {
    return shape.slice(this.int(0, shape.length)).map((size) => (this.chance() ? size : 1));
  }
  order(length: number): number[] {
    return this.#draw(
      fc.shuffledSubarray,
      Array.from({ length }, (_, i) => i),
      { minLength: length },
    );
  }
  axes(rank: number): number[] {
    return this.#draw(
      fc.subarray,
      Array.from({ length: rank }, (_, i) => i),
      { minLength: 1 },
    ).map((axis) => (this.chance() ? axis : axis - rank));
  }
}

/** Code of ONNX's element type. */
const BOOL = 9;

const product = (shape: readonly number[]): number => shape.reduce((so, size) => so * size, 1);
type Case = (draw: Draw) => Drawn;
type Attributes = Parameters<typeof op>[3];

const one =
  (opType: string, attributes: (draw: Draw) => Attributes = () => ({}), opset = 13): Case =>
  (draw) => ({ inputs: { x: draw.shape(1, 4) }, nodes: [op(opType, 'x', 'y', attributes(draw))], opset });

const two =
  (opType: string, types?: readonly ElementName[]): Case =>
  (draw) => {
    const shape = draw.shape(1, 4);
    const c = draw.tensor(draw.partner(shape));
    const inputs = draw.chance() ? 'x c' : 'c x';
    return { inputs: { x: shape }, constants: { c }, nodes: [op(opType, inputs, 'y')], ...(types ? { types } : {}) };
  };

const parameter = (draw: Draw): ReturnType<typeof float> => float(draw.int(0, 8) / 4);

const functions: Readonly<Record<string, Case>> = {
  ...Object.fromEntries(
    [
      ...['Abs', 'Acos', 'Acosh', 'Asin', 'Asinh', 'Atan', 'Atanh', 'Ceil', 'Cos', 'Cosh', 'Erf', 'Exp', 'Floor'],
      ...['Identity', 'Log', 'Neg', 'Reciprocal', 'Relu', 'Round', 'Sigmoid', 'Sign', 'Sin', 'Sinh', 'Softplus'],
      ...['Softsign', 'Sqrt', 'Tan', 'Tanh'],
    ].map((opType) => [opType, one(opType)]),
  ),
  Celu: one('Celu', (draw) => ({ alpha: float(draw.int(1, 8) / 4) })),
  Elu: one('Elu', (draw) => ({ alpha: parameter(draw) })),
  Gelu: one('Gelu', (draw) => ({ approximate: draw.of('none', 'tanh') }), 20),
  HardSigmoid: one('HardSigmoid', (draw) => ({ alpha: parameter(draw), beta: parameter(draw) })),
  HardSwish: one('HardSwish', () => ({}), 14),
  LeakyRelu: one('LeakyRelu', (draw) => ({ alpha: parameter(draw) })),
  Mish: one('Mish', () => ({}), 18),
  Selu: one('Selu', (draw) => ({ alpha: parameter(draw), gamma: parameter(draw) })),
  Shrink: one('Shrink', (draw) => ({ lambd: parameter(draw), bias: parameter(draw) })),
  ThresholdedRelu: one('ThresholdedRelu', (draw) => ({ alpha: parameter(draw) })),
  Clip: (draw) => ({
    inputs: { x: draw.shape(1, 4) },
    constants: { low: draw.tensor([]), high: draw.tensor([]) },
    nodes: [op('Clip', draw.of('x low high', 'x low', 'x _ high', 'x'), 'y')],
  }),
  PRelu: (draw) => {
    const shape = draw.shape(1, 4);
    const slope = draw.tensor(draw.partner(shape));
    return { inputs: { x: shape }, constants: { slope }, nodes: [op('PRelu', 'x slope', 'y')] };
  },
};

/** A truth value of x, to feed what wants one. */
const truth = (output: string, bound: string): OnnxNode => op('Less', `x ${bound}`, output);
const logic =
  (opType: string): Case =>
  (draw) => ({
    inputs: { x: draw.shape(1, 3) },
    constants: { p: draw.tensor([]), q: draw.tensor([]) },
    nodes: [truth('a', 'p'), truth('b', 'q'), op(opType, opType === 'Not' ? 'a' : 'a b', 'y')],
    types: ['bool'],
  });
const several =
  (opType: string): Case =>
  (draw) => {
    const shape = draw.shape(1, 3);
    return {
      inputs: { x: shape, z: shape },
      constants: { c: draw.tensor(draw.partner(shape)) },
      nodes: [op(opType, draw.of('x', 'x c', 'x z', 'x c z'), 'y')],
    };
  };

const pairs: Readonly<Record<string, Case>> = {
  Add: two('Add'),
  Sub: two('Sub'),
  Mul: two('Mul'),
  Div: two('Div'),
  Pow: two('Pow'),
  ...Object.fromEntries(['Min', 'Max', 'Sum', 'Mean'].map((opType) => [opType, several(opType)])),
  ...Object.fromEntries(
    ['Equal', 'Less', 'LessOrEqual', 'Greater', 'GreaterOrEqual'].map((opType) => [opType, two(opType, ['bool'])]),
  ),
  ...Object.fromEntries(['And', 'Or', 'Xor', 'Not'].map((opType) => [opType, logic(opType)])),
  Where: (draw) => {
    const shape = draw.shape(1, 4);
    return {
      inputs: { x: shape },
      constants: { p: draw.tensor([]), c: draw.tensor(draw.partner(shape)) },
      nodes: [truth('a', 'p'), op('Where', draw.of('a x c', 'a c x'), 'y')],
    };
  },
  Mod: (draw) => ({
    inputs: { x: [1] },
    constants: { a: int64(draw.int(-9, 9)), b: int64(draw.of(-3, 2, 5)) },
    nodes: [op('Mod', 'a b', 'm', { fmod: draw.int(0, 1) }), op('Cast', 'm', 'f', { to: 1 }), op('Add', 'x f', 'y')],
  }),
};

const reduction =
  (opType: string, isInputFrom: number): Case =>
  (draw) => {
    const shape = draw.shape(1, 4);
    const opset = draw.of(11, 13, 18);
    const [axes, keepdims] = [draw.axes(shape.length), draw.int(0, 1)];
    const asInput = opset >= isInputFrom;
    return {
      inputs: { x: shape },
      constants: asInput ? { axes: int64s(...axes) } : {},
      nodes: [op(opType, asInput ? 'x axes' : 'x', 'y', asInput ? { keepdims } : { keepdims, axes })],
      opset,
    };
  };
const index =
  (opType: string): Case =>
  (draw) => {
    const shape = draw.shape(1, 4);
    const axis = draw.int(-shape.length, shape.length - 1);
    const attributes = { axis, keepdims: draw.int(0, 1), select_last_index: draw.int(0, 1) };
    return { inputs: { x: shape }, nodes: [op(opType, 'x', 'y', attributes)], types: ['int64'] };
  };
const alongAxis =
  (opType: string): Case =>
  (draw) => {
    const shape = draw.shape(1, 4);
    const axis = draw.int(-shape.length, shape.length - 1);
    return { inputs: { x: shape }, nodes: [op(opType, 'x', 'y', { axis })], opset: draw.of(11, 13) };
  };

const reductions: Readonly<Record<string, Case>> = {
  ...Object.fromEntries(
    ['L1', 'L2', 'LogSum', 'LogSumExp', 'Max', 'Mean', 'Min', 'Prod', 'SumSquare'].map((name) => [
      `Reduce${name}`,
      reduction(`Reduce${name}`, 18),
    ]),
  ),
  ReduceSum: reduction('ReduceSum', 13),
  ArgMax: index('ArgMax'),
  ArgMin: index('ArgMin'),
  Softmax: alongAxis('Softmax'),
  LogSoftmax: alongAxis('LogSoftmax'),
  TopK: (draw) => {
    const shape = draw.shape(1, 3);
    const axis = draw.int(-shape.length, shape.length - 1);
    return {
      inputs: { x: shape },
      constants: { k: int64s(draw.int(1, shape.at(axis)!)) },
      nodes: [op('TopK', 'x k', 'y y1', { axis, largest: draw.int(0, 1) })],
      types: ['float32', 'int64'],
    };
  },
  LayerNormalization: (draw) => {
    const shape = draw.shape(1, 3);
    const axis = draw.int(-shape.length, shape.length - 1);
    const rest = shape.slice(axis);
    return {
      inputs: { x: shape },
      constants: { w: draw.tensor(rest), b: draw.tensor(rest) },
      nodes: [op('LayerNormalization', draw.of('x w', 'x w b'), 'y', { axis, epsilon: float(0.5) })],
      opset: 17,
    };
  },
  InstanceNormalization: (draw) => channels(draw, 'InstanceNormalization', 'x w b', {}, 13),
  GroupNormalization: (draw) => channels(draw, 'GroupNormalization', 'x w b', { num_groups: 2 }, 21),
  BatchNormalization: (draw) => channels(draw, 'BatchNormalization', 'x w b m v', {}, draw.of(9, 14, 15)),
};

/** An op with parameters for each of an even number of channels. */
function channels(draw: Draw, opType: string, inputs: string, attributes: Attributes, opset: number): Drawn {
  const [count, ...rest] = [2 * draw.int(1, 2), ...draw.shape(1, 2)];
  const per = (): ReturnType<typeof floats> => draw.tensor([count]);
  const v = floats(
    [count],
    Array.from({ length: count }, () => draw.int(1, 9) / 4),
  );
  return {
    inputs: { x: [draw.int(1, 2), count, ...rest] },
    constants: { w: per(), b: per(), m: per(), v },
    nodes: [op(opType, inputs, 'y', { ...attributes, epsilon: float(0.5) })],
    opset,
  };
}

const linear: Readonly<Record<string, Case>> = {
  MatMul: (draw) => {
    const [rows, depth, columns] = [draw.int(1, 4), draw.int(1, 5), draw.int(1, 4)];
    const lead = draw.shape(0, 2, 3);
    const x = draw.chance() ? [...lead, rows, depth] : [depth];
    const own = x.length > 1 ? draw.partner(lead) : lead;
    const c = draw.tensor(draw.chance() ? [...own, depth, columns] : [depth]);
    return { inputs: { x }, constants: { c }, nodes: [op('MatMul', 'x c', 'y')] };
  },
  Gemm: (draw) => {
    const [m, k, n] = [draw.int(1, 4), draw.int(1, 4), draw.int(1, 4)];
    const [transA, transB] = [draw.int(0, 1), draw.int(0, 1)];
    return {
      inputs: { x: transA ? [k, m] : [m, k] },
      constants: {
        w: draw.tensor(transB ? [n, k] : [k, n]),
        c: draw.tensor(draw.of([m, n], [1, n], [n], [m, 1], [1], [])),
      },
      nodes: [
        op('Gemm', draw.of('x w', 'x w c'), 'y', {
          transA,
          transB,
          alpha: float(draw.int(-4, 4) / 4),
          beta: float(draw.int(-4, 4) / 4),
        }),
      ],
      opset: draw.of(11, 13),
    };
  },
};

/** Attributes of a window over one or two axes that fits its image. */
function window(
  draw: Draw,
  axes: number,
  withDilation = true,
): { size: number[]; kernel: number[]; attributes: Exclude<Attributes, undefined> } {
  const each = (of: () => number): number[] => Array.from({ length: axes }, of);
  const kernel = each(() => draw.int(1, 3));
  const padded = draw.of('NOTSET', 'NOTSET', 'VALID', 'SAME_UPPER', 'SAME_LOWER');
  // There onnxruntime leaves the dilation out of the padding, and wants windows that meet.
  const isSame = padded.startsWith('SAME');
  const dilations = each(() => (withDilation && !isSame ? draw.int(1, 2) : 1));
  const strides = kernel.map((k) => draw.int(1, isSame ? k : 3));
  const pads = Array.from({ length: 2 * axes }, (_, i) => draw.int(0, kernel[i % axes]! - 1));
  const size = kernel.map((k, axis) => dilations[axis]! * (k - 1) + 1 + draw.int(0, 4));
  const explicit = padded === 'NOTSET' ? { pads } : {};
  return { size, kernel, attributes: { kernel_shape: kernel, strides, dilations, auto_pad: padded, ...explicit } };
}

const pool =
  (opType: string, extra: (draw: Draw) => Attributes, opset: number): Case =>
  (draw) => {
    const { size, attributes } = window(draw, draw.int(1, 2), opset >= 19 || opType === 'MaxPool');
    const { dilations, ...others } = attributes;
    const dilated = opset >= 19 || opType === 'MaxPool' ? { dilations: dilations! } : {};
    return {
      inputs: { x: [draw.int(1, 2), draw.int(1, 3), ...size] },
      nodes: [op(opType, 'x', 'y', { ...others, ...dilated, ...extra(draw) })],
      opset,
    };
  };
const ceil = (draw: Draw): { ceil_mode: number } => ({ ceil_mode: draw.int(0, 1) });

const windows: Readonly<Record<string, Case>> = {
  Conv: (draw) => {
    const { size, kernel, attributes } = window(draw, draw.int(1, 2));
    const [group, inner, outer] = [draw.int(1, 3), draw.int(1, 2), draw.int(1, 2)];
    return {
      inputs: { x: [draw.int(1, 2), group * inner, ...size] },
      constants: { w: draw.tensor([group * outer, inner, ...kernel]), b: draw.tensor([group * outer]) },
      nodes: [op('Conv', draw.of('x w', 'x w b'), 'y', { ...attributes, group })],
    };
  },
  ConvTranspose: (draw) => {
    const axes = draw.int(1, 2);
    const [group, inner, outer] = [draw.int(1, 2), draw.int(1, 2), draw.int(1, 2)];
    const each = (of: () => number): number[] => Array.from({ length: axes }, of);
    const [kernel, strides] = [each(() => draw.int(2, 3)), each(() => draw.int(1, 3))];
    const attributes = {
      kernel_shape: kernel,
      strides,
      pads: Array.from({ length: 2 * axes }, () => draw.int(0, 1)),
      output_padding: strides.map((stride) => draw.int(0, stride - 1)),
    };
    return {
      inputs: { x: [1, group * inner, ...each(() => draw.int(2, 4))] },
      constants: { w: draw.tensor([group * inner, outer, ...kernel]), b: draw.tensor([group * outer]) },
      nodes: [op('ConvTranspose', draw.of('x w', 'x w b'), 'y', { ...attributes, group })],
    };
  },
  MaxPool: pool('MaxPool', ceil, 12),
  AveragePool: pool('AveragePool', (draw) => ({ ...ceil(draw), count_include_pad: draw.int(0, 1) }), 19),
  GlobalAveragePool: (draw) => ({
    inputs: { x: [1, ...draw.shape(2, 3)] },
    nodes: [op('GlobalAveragePool', 'x', 'y')],
  }),
  GlobalMaxPool: (draw) => ({ inputs: { x: [1, ...draw.shape(2, 3)] }, nodes: [op('GlobalMaxPool', 'x', 'y')] }),
  DepthToSpace: (draw) => {
    const blocksize = draw.int(1, 3);
    const x = [1, blocksize ** 2 * draw.int(1, 2), draw.int(1, 3), draw.int(1, 3)];
    return { inputs: { x }, nodes: [op('DepthToSpace', 'x', 'y', { blocksize, mode: draw.of('DCR', 'CRD') })] };
  },
  SpaceToDepth: (draw) => {
    const blocksize = draw.int(1, 3);
    const x = [1, draw.int(1, 3), blocksize * draw.int(1, 2), blocksize * draw.int(1, 2)];
    return { inputs: { x }, nodes: [op('SpaceToDepth', 'x', 'y', { blocksize })] };
  },
  Resize: (draw) => {
    const mode = draw.of('nearest', 'linear', 'cubic');
    const [height, width] = [draw.int(1, 4), draw.int(1, 4)];
    const coordinate = draw.of('asymmetric', 'half_pixel', 'align_corners', 'pytorch_half_pixel');
    const inputs = coordinate === 'align_corners' || draw.chance() ? 'x _ _ sizes' : 'x _ scales';
    const sizes = int64s(1, 2, draw.int(1, 9), draw.int(1, 9));
    // Quarters keep coordinates exact in the single precision of onnxruntime.
    const scales = floats([4], [1, 1, draw.int(2, 12) / 4, draw.int(2, 12) / 4]);
    return {
      inputs: { x: [1, 2, height + 1, width + 1] },
      constants: { sizes, scales },
      nodes: [
        op('Resize', inputs, 'y', {
          mode,
          nearest_mode: draw.of('floor', 'ceil', 'round_prefer_floor', 'round_prefer_ceil'),
          coordinate_transformation_mode: coordinate,
          ...(mode === 'cubic' ? { exclude_outside: draw.int(0, 1), cubic_coeff_a: float(draw.of(-0.5, -0.75)) } : {}),
        }),
      ],
    };
  },
  Upsample: (draw) => ({
    inputs: { x: [1, draw.int(1, 2), draw.int(1, 3), draw.int(1, 3)] },
    constants: { scales: floats([4], [1, 1, draw.int(1, 3), draw.int(1, 3)]) },
    nodes: [op('Upsample', 'x scales', 'y', { mode: 'nearest' })],
    opset: 9,
  }),
};

const shapes: Readonly<Record<string, Case>> = {
  Reshape: (draw) => {
    const x = draw.shape(1, 4);
    const wanted = draw.of([-1], [0, -1], [product(x)], [...x].reverse(), [1, -1, 1]);
    return { inputs: { x }, constants: { s: int64s(...wanted) }, nodes: [op('Reshape', 'x s', 'y')] };
  },
  Flatten: (draw) => {
    const x = draw.shape(1, 4);
    return { inputs: { x }, nodes: [op('Flatten', 'x', 'y', { axis: draw.int(-x.length, x.length) })] };
  },
  Transpose: (draw) => {
    const x = draw.shape(1, 4);
    return { inputs: { x }, nodes: [op('Transpose', 'x', 'y', draw.chance() ? {} : { perm: draw.order(x.length) })] };
  },
  Unsqueeze: (draw) => {
    const axes = draw.of([0], [-1], [1], [0, 2], [-1, 0]);
    const old = draw.chance();
    return {
      inputs: { x: draw.shape(1, 3) },
      constants: old ? {} : { axes: int64s(...axes) },
      nodes: [op('Unsqueeze', old ? 'x' : 'x axes', 'y', old ? { axes } : {})],
      opset: old ? 11 : 13,
    };
  },
  Squeeze: (draw) => {
    const x = [1, ...draw.shape(0, 2), 1];
    const axes = draw.of([0], [-1], [0, -1]);
    const old = draw.chance();
    return {
      inputs: { x },
      constants: old ? {} : { axes: int64s(...axes) },
      nodes: [op('Squeeze', old ? 'x' : 'x axes', 'y', old ? { axes } : {})],
      opset: old ? 11 : 13,
    };
  },
  Expand: (draw) => {
    const shape = draw.shape(1, 4);
    return {
      inputs: { x: shape.map((size) => (draw.chance() ? size : 1)) },
      constants: { s: int64s(...shape) },
      nodes: [op('Expand', 'x s', 'y')],
    };
  },
  Tile: (draw) => {
    const x = draw.shape(1, 3);
    const times = x.map(() => draw.int(1, 3));
    return { inputs: { x }, constants: { r: int64s(...times) }, nodes: [op('Tile', 'x r', 'y')] };
  },
  Pad: (draw) => {
    const x = draw.shape(1, 3).map((size) => size + 1);
    const mode = draw.of('constant', 'edge', 'reflect');
    const pads = [...x, ...x].map(() => (mode === 'constant' ? draw.int(-1, 2) : draw.int(0, 1)));
    return {
      inputs: { x },
      constants: { pads: int64s(...pads), value: draw.tensor([]) },
      nodes: [op('Pad', 'x pads value', 'y', { mode })],
    };
  },
  Concat: (draw) => {
    const x = draw.shape(1, 4);
    const axis = draw.int(-x.length, x.length - 1);
    const at = axis < 0 ? axis + x.length : axis;
    const other = (): number[] => x.map((size, i) => (i === at ? draw.int(1, 3) : size));
    return {
      inputs: { x, z: other() },
      constants: { c: draw.tensor(other()) },
      nodes: [op('Concat', draw.of('x', 'x z', 'z x z', 'x c'), 'y', { axis })],
    };
  },
  Slice: (draw) => {
    const x = draw.shape(1, 3, 5);
    const axis = draw.int(-x.length, x.length - 1);
    const step = draw.of(1, 1, 2, -1);
    const [first, last] = step > 0 ? [draw.int(0, x.at(axis)! - 1), x.at(axis)!] : [x.at(axis)! - 1, -99];
    return {
      inputs: { x },
      constants: { s: int64s(first), e: int64s(last), a: int64s(axis), t: int64s(step) },
      nodes: [op('Slice', 'x s e a t', 'y')],
    };
  },
  Split: (draw) => {
    const [first, second] = [draw.int(1, 3), draw.int(1, 3)];
    const shape = draw.shape(1, 3);
    const axis = draw.int(0, shape.length - 1);
    return {
      inputs: { x: shape.map((size, i) => (i === axis ? first + second : size)) },
      constants: { parts: int64s(first, second) },
      nodes: [op('Split', 'x parts', 'y y1', { axis })],
      types: ['float32', 'float32'],
    };
  },
  Gather: (draw) => {
    const x = draw.shape(1, 3);
    const axis = draw.int(-x.length, x.length - 1);
    const [low, high] = [-x.at(axis)!, x.at(axis)! - 1];
    const i = int64s(...draw.shape(1, 3).map(() => draw.int(low, high)));
    return { inputs: { x }, constants: { i }, nodes: [op('Gather', 'x i', 'y', { axis })] };
  },
  Cast: (draw) => ({
    inputs: { x: draw.shape(1, 3) },
    nodes: [op('Cast', 'x', 'b', { to: BOOL }), op('Cast', 'b', 'y', { to: 1 })],
  }),
  Dropout: (draw) => ({ inputs: { x: draw.shape(1, 3) }, nodes: [op('Dropout', 'x', 'y')] }),
  Shape: (draw) => {
    const x = draw.shape(1, 4);
    const attributes: Attributes = draw.chance() ? {} : { start: draw.int(-5, 5), end: draw.int(-5, 5) };
    return { inputs: { x }, nodes: [op('Shape', 'x', 'y', attributes)], types: ['int64'], opset: 15 };
  },
  Size: (draw) => ({ inputs: { x: draw.shape(1, 4) }, nodes: [op('Size', 'x', 'y')], types: ['int64'] }),
  ConstantOfShape: (draw) => ({
    inputs: { x: draw.shape(1, 4) },
    nodes: [op('Shape', 'x', 's'), op('ConstantOfShape', 's', 'c'), op('Add', 'x c', 'y')],
  }),
  Constant: (draw) => ({
    inputs: { x: draw.shape(1, 4) },
    nodes: [op('Constant', '', 'c', { value_float: float(draw.int(-8, 8) / 4) }), op('Add', 'x c', 'y')],
  }),
  Range: (draw) => {
    const [start, step] = [draw.int(-8, 8) / 4, draw.of(-0.5, 0.25, 2)];
    const limit = start + (draw.int(1, 12) / 4) * step;
    return {
      inputs: { x: [1] },
      constants: { a: floats([], [start]), b: floats([], [limit]), d: floats([], [step]) },
      nodes: [op('Range', 'a b d', 'r'), op('ReduceSum', 'r', 's', { keepdims: 1 }), op('Add', 'x s', 'y')],
    };
  },
};

/** Sequences are made and read in one model, as no output of ours is one. */
const sequence =
  (...middle: readonly OnnxNode[]): Case =>
  (draw) => {
    const shape = draw.shape(1, 3);
    return {
      inputs: { x: shape, z: shape },
      constants: { first: int64(0) },
      nodes: [op('SequenceConstruct', 'x z', 's'), ...middle],
    };
  };
const joinedAgain = op('ConcatFromSequence', 't', 'y', { axis: 0, new_axis: 1 });
const sequences: Readonly<Record<string, Case>> = {
  SequenceConstruct: sequence(op('SequenceAt', 's first', 'y')),
  SequenceAt: sequence(op('SequenceAt', 's first', 'y')),
  SequenceEmpty: sequence(
    { ...op('SequenceEmpty', '', 'e'), inputs: [] },
    op('SequenceInsert', 'e x', 't'),
    joinedAgain,
  ),
  SequenceInsert: sequence(op('SequenceInsert', 's z first', 't'), joinedAgain),
  SequenceErase: sequence(op('SequenceErase', 's first', 't'), joinedAgain),
  SequenceLength: sequence(op('SequenceLength', 's', 'n'), op('Cast', 'n', 'f', { to: 1 }), op('Mul', 'x f', 'y')),
  ConcatFromSequence: sequence(op('ConcatFromSequence', 's', 'y', { axis: -1 })),
  SplitToSequence: (draw) => ({
    inputs: { x: [draw.int(1, 5), 2] },
    constants: { size: int64(draw.int(1, 3)), last: int64(-1) },
    nodes: [op('SplitToSequence', draw.of('x', 'x size'), 's', { axis: 0 }), op('SequenceAt', 's last', 'y')],
  }),
};

const int8 = (shape: readonly number[], values: readonly number[]): NonNullable<Drawn['constants']>[string] => ({
  dims: shape,
  dataType: 'int8',
  data: Int8Array.from(values),
});
function quantised(draw: Draw, nodes: readonly ('Q' | 'DQ')[], types: readonly ElementName[]): Drawn {
  const x = draw.shape(1, 4);
  const axis = draw.int(0, x.length - 1);
  const count = draw.chance() ? x[axis]! : 1;
  const shape = count === 1 && draw.chance() ? [] : [count];
  const entries = <T>(of: () => T): T[] => Array.from({ length: count }, of);
  const scales = entries(() => draw.int(1, 9) / 8);
  const zeroPoints = entries(() => draw.int(-8, 8));
  const attributes = shape.length === 0 || count !== x[axis] ? {} : { axis };
  const perTensor = Object.keys(attributes).length === 0;
  return {
    inputs: { x },
    constants: {
      s: floats(perTensor ? [] : shape, perTensor ? scales.slice(0, 1) : scales),
      z: int8(perTensor ? [] : shape, perTensor ? zeroPoints.slice(0, 1) : zeroPoints),
    },
    nodes: nodes.map((kind, i) =>
      kind === 'Q'
        ? op('QuantizeLinear', 'x s z', i === nodes.length - 1 ? 'y' : 'q', attributes)
        : op('DequantizeLinear', 'q s z', 'y', attributes),
    ),
    types,
  };
}
const quantisers: Readonly<Record<string, Case>> = {
  QuantizeLinear: (draw) => quantised(draw, ['Q'], ['int8']),
  DequantizeLinear: (draw) => quantised(draw, ['Q', 'DQ'], ['float32']),
};

/** Powers of two, so that no result is a tie by rounding alone. */
const scale = (draw: Draw, count = 1): ReturnType<typeof floats> =>
  floats(
    count === 1 ? [] : [count],
    Array.from({ length: count }, () => 2 ** draw.int(-3, 1)),
  );
const code = (draw: Draw, shape: readonly number[] = []): ReturnType<typeof int8> =>
  int8(
    shape,
    Array.from({ length: product(shape) }, () => draw.int(-8, 8)),
  );

/** A product of the codes of x with those of w, which have one scale or one for each of `filters`. */
function ofCodes(draw: Draw, opType: string, x: readonly number[], w: readonly number[], filters: number): Drawn {
  const isQuantised = opType.startsWith('QLinear');
  const count = isQuantised && draw.chance() ? filters : 1;
  const bias = Int32Array.from({ length: filters }, () => draw.int(-50, 50));
  return {
    inputs: { x },
    constants: {
      s: scale(draw),
      z: code(draw),
      w: code(draw, w),
      ws: scale(draw, count),
      wz: count === 1 ? code(draw) : int8([count], new Array<number>(count).fill(0)),
      ys: scale(draw),
      yz: code(draw),
      b: { dims: [filters], dataType: 'int32', data: bias },
    },
    nodes: [
      op('QuantizeLinear', 'x s z', 'q'),
      isQuantised
        ? op(opType, `q s z w ws wz ys yz${opType === 'QLinearConv' && draw.chance() ? ' b' : ''}`, 'y')
        : op(opType, draw.of('q w', 'q w z', 'q w z wz'), 'y'),
    ],
    types: [isQuantised ? 'int8' : 'int32'],
  };
}

const imageProduct =
  (opType: string): Case =>
  (draw) => {
    const [channels, filters, size] = [draw.int(1, 2), draw.int(2, 3), draw.int(2, 4)];
    return ofCodes(draw, opType, [1, channels, size, size], [filters, channels, 2, 2], filters);
  };
const matrixProduct =
  (opType: string): Case =>
  (draw) => {
    const [rows, depth, columns] = [draw.int(1, 3), draw.int(1, 4), draw.int(2, 3)];
    return ofCodes(draw, opType, [rows, depth], [depth, columns], columns);
  };

const products: Readonly<Record<string, Case>> = {
  QLinearConv: imageProduct('QLinearConv'),
  ConvInteger: imageProduct('ConvInteger'),
  QLinearMatMul: matrixProduct('QLinearMatMul'),
  MatMulInteger: matrixProduct('MatMulInteger'),
};

/** A case for each operator that is read, drawn over its shapes and attributes. */
export const operatorCases: Readonly<Record<string, Case>> = {
  ...functions,
  ...pairs,
  ...reductions,
  ...linear,
  ...windows,
  ...shapes,
  ...quantisers,
  ...products,
  ...sequences,
};

/** The drawn case as a model. */
export function modelOf({ opset = 13, types = ['float32'], ...drawn }: Drawn): OnnxModel {
  const outputs = types.map((_, i) => (i === 0 ? 'y' : `y${i}`));
  const model = small({ ...drawn, outputs, opsets: new Map([['', opset]]) });
  const used = new Set(drawn.nodes.flatMap(({ inputs }) => inputs));
  const { graph } = model;
  return {
    ...model,
    graph: {
      ...graph,
      inputs: graph.inputs.filter(({ name }) => used.has(name)),
      outputs: graph.outputs.map((info, i) => ({ ...info, elemType: types[i]! })),
    },
  };
}
