import { fitInt, isInteger, qnn, qonnxName, type FacetImplementation, type Node } from '@finnc/ir';
import { float, int, ints, qonnxDomain, text, toOnnx, type OnnxWriter } from '../writer.ts';
import { castTo } from './cast.ts';

type Thresholds = Node<typeof qnn.multiThreshold>;

/** The least float32 that is not below a number: a float32 reaches both or none. */
function float32AtLeast(value: number): number {
  const near = Math.fround(value);
  if (near >= value || Number.isNaN(value)) return near;
  const bits = new Int32Array(Float32Array.of(near).buffer);
  // Towards +∞: up in magnitude for positive numbers, down for negative ones; from 0 to the least positive.
  bits[0] = near === 0 ? 1 : bits[0]! + (near > 0 ? 1 : -1);
  return new Float32Array(bits.buffer)[0]!;
}

const matrix = ({ operand: { thresholds } }: Thresholds): Float32Array =>
  Float32Array.from(thresholds.constant.data, float32AtLeast);

/** What QONNX calls the layout of a tensor with its channels on `axis`, or undefined where it has no name for it. */
const layoutOf = (axis: number, rank: number): string | undefined =>
  ({ 2: ['', 'NC'], 3: ['', 'NCW', 'NWC'], 4: ['', 'NCHW', '', 'NHWC'] })[rank]?.[axis] || undefined;

function countedByQonnx(node: Thresholds, cx: OnnxWriter, x: string, layout: string): string {
  const { outType, outScale, outBias } = node.attrs;
  const [, steps = 0] = node.operand.thresholds.type.shape;
  const ends = [outBias, outBias + outScale * steps];
  const whole = Number.isInteger(outScale) && Number.isInteger(outBias);
  const type = isInteger(outType)
    ? qonnxName(outType)
    : whole
      ? qonnxName(fitInt(Math.min(...ends), Math.max(...ends)))
      : 'FLOAT32';
  const thresholds = cx.floats(node.operand.thresholds.type.shape, matrix(node));
  const attributes = {
    out_dtype: text(type),
    out_scale: float(outScale),
    out_bias: float(outBias),
    data_layout: text(layout),
  };
  return cx.emit('MultiThreshold', [x, thresholds], attributes, qonnxDomain.name);
}

/** All comparisons at once along a new last axis, and their sum. */
function counted(node: Thresholds, cx: OnnxWriter, x: string): string {
  const { outScale, outBias, axis } = node.attrs;
  const rank = node.operand.x.type.shape.length;
  const [rows = 1, steps = 0] = node.operand.thresholds.type.shape;
  const shape = [...Array.from({ length: rank }, (_, i) => (i === axis ? rows : 1)), steps];
  const reached = cx.emit('GreaterOrEqual', [
    cx.emit('Unsqueeze', [x, cx.integers([rank])]),
    cx.floats(shape, matrix(node)),
  ]);
  const count = cx.emit('ReduceSum', [castTo(cx, reached, 'float32'), cx.integers([rank])], {
    keepdims: int(0),
  });
  const scaled = outScale === 1 ? count : cx.emit('Mul', [count, cx.floats([], [outScale])]);
  return outBias === 0 ? scaled : cx.emit('Add', [scaled, cx.floats([], [outBias])]);
}

export const thresholdsToOnnx: readonly FacetImplementation[] = [
  toOnnx.for(qnn.multiThreshold, (node, cx) => {
    const x = cx.tensor(node.operand.x);
    if (cx.target === 'standard') return { y: counted(node, cx, x) };
    const { shape } = node.operand.x.type;
    const layout = layoutOf(node.attrs.axis, shape.length);
    if (layout !== undefined) return { y: countedByQonnx(node, cx, x, layout) };
    // Channels last in a matrix, and back.
    const perm = [...shape.keys()].filter((axis) => axis !== node.attrs.axis).concat(node.attrs.axis);
    const turned = cx.emit('Transpose', [x], { perm: ints(perm) });
    const flat = cx.emit('Reshape', [turned, cx.integers([-1, shape[node.attrs.axis]!])]);
    const codes = countedByQonnx(node, cx, flat, 'NC');
    const back = cx.emit('Reshape', [codes, cx.integers(perm.map((axis) => shape[axis]!))]);
    return { y: cx.emit('Transpose', [back], { perm: ints(qnn.inversePerm(perm)) }) };
  }),
];
