import { qnn, type FacetImplementation, type Node, type Value } from '@finnc/ir';
import { int, ints, qonnxDomain, text, toOnnx, type Attributes, type OnnxWriter, type Written } from '../writer.ts';
import { castTo } from './cast.ts';
import { modeNames, rounded } from './rounding.ts';

/** A comparison gives truth values, which are 0 and 1 here. */
const truth = (cx: OnnxWriter, opType: string, { a, b }: Readonly<Record<'a' | 'b', Value>>): Written => ({
  y: castTo(cx, cx.emit(opType, [cx.tensor(a), cx.tensor(b)]), 'float32'),
});

const reduceTypes: Readonly<Record<qnn.Reduction, string>> = {
  l1: 'ReduceL1',
  l2: 'ReduceL2',
  log_sum: 'ReduceLogSum',
  log_sum_exp: 'ReduceLogSumExp',
  max: 'ReduceMax',
  mean: 'ReduceMean',
  min: 'ReduceMin',
  prod: 'ReduceProd',
  sum: 'ReduceSum',
  sum_square: 'ReduceSumSquare',
};

/** Over no axes, ONNX would reduce all. */
function reduced({ operand: { x }, attrs }: Node<typeof qnn.reduce>, cx: OnnxWriter): Written | { unwritable: string } {
  const { function: name, axes } = attrs;
  if (axes.length === 0) return { unwritable: 'it reduces no axis' };
  // In opset 13 only the sum has its axes as an input.
  if (name === 'sum') return { y: cx.emit('ReduceSum', [cx.tensor(x), cx.integers(axes)]) };
  return { y: cx.emit(reduceTypes[name], [cx.tensor(x)], { axes: ints(axes) }) };
}

/** The step doubles at each power of two that |x / scale| reaches above the least exponent. */
function minifloat(
  { operand, attrs }: Pick<Node<typeof qnn.floatQuant>, 'operand' | 'attrs'>,
  cx: OnnxWriter,
): Written | { unwritable: string } {
  const { exponentBits, mantissaBits, exponentBias, max, rounding, overflow } = attrs;
  if (overflow !== 'saturate') return { unwritable: 'it does not saturate' };
  const number = (value: number): string => cx.floats([], [value]);
  const rank = operand.x.type.shape.length;
  const least = 1 - exponentBias - mantissaBits;
  const powers = Array.from({ length: 2 ** exponentBits - 2 }, (_, k) => 2 ** (least + mantissaBits + 1 + k));
  const y = cx.emit('Div', [cx.tensor(operand.x), cx.tensor(operand.scale)]);
  const size = cx.emit('Unsqueeze', [cx.emit('Abs', [y]), cx.integers([rank])]);
  const reached = castTo(cx, cx.emit('GreaterOrEqual', [size, cx.floats([powers.length], powers)]), 'float32');
  const doublings = cx.emit('ReduceSum', [reached, cx.integers([rank])], { keepdims: int(0) });
  const step = cx.emit('Pow', [number(2), cx.emit('Add', [doublings, number(least)])]);
  const nearest = cx.emit('Mul', [step, rounded(cx, rounding, cx.emit('Div', [y, step]))]);
  const greatest = Math.min(max, (2 - 2 ** -mantissaBits) * 2 ** (2 ** exponentBits - 1 - exponentBias));
  const inside = cx.emit('Clip', [nearest, number(-greatest), number(greatest)]);
  return { y: cx.emit('Mul', [inside, cx.tensor(operand.scale)]) };
}

function floatQuant({ operand, attrs }: Node<typeof qnn.floatQuant>, cx: OnnxWriter): Written | { unwritable: string } {
  const { exponentBits, mantissaBits, exponentBias, max, rounding, overflow } = attrs;
  if (cx.target === 'standard') return minifloat({ operand, attrs }, cx);
  const format = [exponentBits, mantissaBits, exponentBias, Number.isFinite(max) ? max : 3.4028234663852886e38];
  const attributes: Attributes = {
    rounding_mode: text(modeNames[rounding]),
    has_inf: int(overflow === 'inf' ? 1 : 0),
    has_nan: int(overflow === 'nan' ? 1 : 0),
    has_subnormal: int(1),
    saturation: int(overflow === 'saturate' ? 1 : 0),
  };
  const inputs = [cx.tensor(operand.x), cx.tensor(operand.scale), ...format.map((value) => cx.floats([], [value]))];
  return { y: cx.emit('FloatQuant', inputs, attributes, qonnxDomain.name) };
}

export const floatToOnnx: readonly FacetImplementation[] = [
  toOnnx.for(qnn.softmax, ({ operand: { x }, attrs: { axis } }, cx) => ({
    y: cx.emit('Softmax', [cx.tensor(x)], { axis: int(axis) }),
  })),
  toOnnx.for(qnn.logSoftmax, ({ operand: { x }, attrs: { axis } }, cx) => ({
    y: cx.emit('LogSoftmax', [cx.tensor(x)], { axis: int(axis) }),
  })),
  toOnnx.for(qnn.pow, ({ operand: { a, b } }, cx) => ({ y: cx.emit('Pow', [cx.tensor(a), cx.tensor(b)]) })),
  toOnnx.for(qnn.min, ({ operand: { a, b } }, cx) => ({ y: cx.emit('Min', [cx.tensor(a), cx.tensor(b)]) })),
  toOnnx.for(qnn.max, ({ operand: { a, b } }, cx) => ({ y: cx.emit('Max', [cx.tensor(a), cx.tensor(b)]) })),
  toOnnx.for(qnn.equal, ({ operand }, cx) => truth(cx, 'Equal', operand)),
  toOnnx.for(qnn.less, ({ operand }, cx) => truth(cx, 'Less', operand)),
  toOnnx.for(qnn.lessOrEqual, ({ operand }, cx) => truth(cx, 'LessOrEqual', operand)),
  toOnnx.for(qnn.where, ({ operand: { condition, a, b } }, cx) => ({
    y: cx.emit('Where', [castTo(cx, cx.tensor(condition), 'bool'), cx.tensor(a), cx.tensor(b)]),
  })),
  toOnnx.for(qnn.reduce, reduced),
  toOnnx.for(qnn.gather, ({ operand: { x, indices }, attrs: { axis } }, cx) => ({
    y: cx.emit('Gather', [cx.tensor(x), castTo(cx, cx.tensor(indices), 'int64')], { axis: int(axis) }),
  })),
  toOnnx.for(qnn.gatherLast, ({ operand: { x, indices } }, cx) => ({
    y: cx.emit('GatherElements', [cx.tensor(x), castTo(cx, cx.tensor(indices), 'int64')], { axis: int(-1) }),
  })),
  toOnnx.for(qnn.expand, ({ operand: { x }, attrs: { shape } }, cx) => ({
    y: cx.emit('Expand', [cx.tensor(x), cx.integers(shape)]),
  })),
  toOnnx.for(qnn.pad, ({ operand: { x }, attrs: { pads, mode, value } }, cx) =>
    mode === 'wrap'
      ? { unwritable: 'padding that repeats the tensor came with opset 19' }
      : { y: cx.emit('Pad', [cx.tensor(x), cx.integers(pads), cx.floats([], [value])], { mode: text(mode) }) },
  ),
  toOnnx.for(qnn.floatQuant, floatQuant),
];
