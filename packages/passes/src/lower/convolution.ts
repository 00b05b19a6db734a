import { defineRule, fitValues, qnn, sizeOf, tensor, type Node, type Rule, type Tensor } from '@finnc/ir';
import { carryMeaning, transposed } from './turned.ts';

const { TO_NCHW, TO_NHWC } = qnn;

/** What a convolution is on windows: a product of each channel with its own filters, or of all with all. */
export type ConvForm = 'dense' | 'depthwise' | 'block-diagonal';

/** Depthwise needs one input channel a filter; what lies between that and one group is dense with zeros. */
export function convForm({ attrs, operand }: Node<typeof qnn.conv>): ConvForm {
  if (attrs.group === 1) return 'dense';
  return operand.w.type.shape[1] === 1 ? 'depthwise' : 'block-diagonal';
}

/** Weights as a matrix `[kh·kw·depth, filters]`, rows in the order of a window. */
function filterColumns(weights: Tensor): Tensor {
  const [filters = 1] = weights.type.shape;
  const depth = sizeOf(weights.type.shape) / filters;
  const columns = qnn.permuteData(qnn.filterRows(weights), [filters, depth], [1, 0]);
  return tensor(weights.type.elem, [depth, filters], columns);
}

/** The same matrix over the windows of all groups: zeros where a filter does not look. */
function blockDiagonal(weights: Tensor, group: number): Tensor {
  const [filters = 1, channels = 1] = weights.type.shape;
  const own = filterColumns(weights);
  const taps = sizeOf(weights.type.shape.slice(2));
  const all = channels * group;
  const data = new Float64Array(taps * all * filters);
  for (let tap = 0; tap < taps; tap++) {
    for (let c = 0; c < channels; c++) {
      for (let f = 0; f < filters; f++) {
        const first = Math.floor(f / (filters / group)) * channels;
        data[(tap * all + first + c) * filters + f] = own.data[(tap * channels + c) * filters + f]!;
      }
    }
  }
  return tensor(fitValues(data), [taps * all, filters], data);
}

/**
 * conv = transpose · im2col · product · transpose. The weights become a `[kh·kw·C, filters]` matrix, or `[kh·kw, filters]`
 * where each channel has its own filters.
 */
const lowerConv = defineRule({
  name: 'lower-conv',
  root: qnn.conv,
  rewrite(node, rw) {
    const weights = node.operand.w.constant;
    if (!weights) return rw.skip('its weights are not constant');
    const { kernel, strides, pads, dilations, group, outType } = node.attrs;
    const form = convForm(node);
    const matrix = form === 'block-diagonal' ? blockDiagonal(weights, group) : filterColumns(weights);
    const w = rw.constant(matrix.type, matrix.data);
    const image = transposed(rw, node.operand.x, TO_NHWC);
    const windows = rw.create(qnn.im2col, { x: image }, { kernel, strides, pads, dilations }).result.y;
    const sums =
      form === 'depthwise'
        ? rw.create(qnn.depthwiseProduct, { x: windows, w }, { outType }).result.y
        : rw.create(qnn.matMul, { a: windows, b: w }, { outType }).result.y;
    carryMeaning(node.result.y, sums);
    return rw.replace(node, { y: transposed(rw, sums, TO_NCHW) });
  },
});

/**
 * A matrix after windows that is zero wherever a column meets another channel than its own is a depthwise product:
 * that is how QONNX writes depthwise convolutions once they are lowered to Im2Col and MatMul.
 */
const depthwiseFromDiagonal = defineRule({
  name: 'depthwise-from-diagonal-weights',
  root: qnn.matMul,
  rewrite(node, rw) {
    const windows = node.operand.a.producer(qnn.im2col);
    const weights = node.operand.b.constant;
    if (!windows || !weights) return undefined;
    const channels = windows.operand.x.type.shape[3] ?? 1;
    const taps = sizeOf(windows.attrs.kernel);
    const [, columns = 1] = weights.type.shape;
    if (channels === 1 || columns % channels !== 0) return undefined;
    const filters = columns / channels;
    const own = new Float64Array(taps * columns);
    for (let row = 0; row < taps * channels; row++) {
      for (let column = 0; column < columns; column++) {
        const weight = weights.data[row * columns + column]!;
        if (row % channels === Math.floor(column / filters))
          own[Math.floor(row / channels) * columns + column] = weight;
        else if (weight !== 0) return undefined;
      }
    }
    const w = rw.constant({ elem: fitValues(own), shape: [taps, columns] }, own);
    const { outType } = node.attrs;
    return rw.replace(node, {
      y: rw.create(qnn.depthwiseProduct, { x: node.operand.a, w }, { outType }).result.y,
    });
  },
});

export const convolutionRules: readonly Rule[] = [lowerConv, depthwiseFromDiagonal];
