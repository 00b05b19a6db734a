import { declined, scaledInteger } from '../analysis/index.ts';
import { attr, defineOp, operand } from '../op/index.ts';
import { showType, sizeOf, tensor, tensorType, type Shape, type Tensor, type TensorType } from '../tensor/index.ts';
import { float32, isInteger } from '../types/index.ts';
import { integerWeights, weightedSums } from './accumulate.ts';
import { conv } from './conv.ts';
import { accumulatorType } from './mat-mul.ts';
import { pixelPad } from './pixel-pad.ts';
import { integerArray, resultArray } from './support.ts';
import { windowAttrs, type Window } from './window.ts';

interface Transposed extends Window {
  readonly group: number;
  readonly outputPadding: readonly number[];
}

/** Sides [top, left, bottom, right] of zeros around the spread image that a convolution of stride 1 then takes. */
function borders({ kernel, pads, dilations, outputPadding }: Transposed): number[] {
  return pads.map((pad, side) => {
    const axis = side % 2;
    return dilations[axis]! * (kernel[axis]! - 1) - pad + (side < 2 ? 0 : outputPadding[axis]!);
  });
}

/** Height and width: `(in − 1) · stride + dilation · (kernel − 1) + 1 − pads + output padding`. */
function outputSize(size: Shape, window: Transposed): [number, number] {
  const around = borders(window);
  const along = (axis: 0 | 1): number => {
    const { kernel, strides, dilations } = window;
    const spread = (size[axis]! - 1) * strides[axis]! + 1;
    const out = spread + around[axis]! + around[axis + 2]! - dilations[axis]! * (kernel[axis]! - 1);
    if (out < 1) throw new RangeError(`a transposed convolution that leaves ${out} pixels`);
    return out;
  };
  return [along(0), along(1)];
}

function resultShape(x: TensorType, w: TensorType, window: Transposed): number[] {
  const [images = 1, channels = 1, ...size] = x.shape;
  const [depth = 1, filters = 1, ...kernel] = w.shape;
  const fits = x.shape.length === 4 && w.shape.length === 4 && channels === depth && channels % window.group === 0;
  if (!fits || kernel.join() !== window.kernel.join())
    throw new RangeError(`${showType(w)} does not convolve ${showType(x)} in ${window.group} group(s)`);
  return [images, filters * window.group, ...outputSize(size, window)];
}

/**
 * Transposed 2-D convolution, NCHW: each pixel of x adds its multiple of the kernel to the result.
 * Weights `[channels, filters / group, kh, kw]`; `outputPadding` pixels more below and right.
 */
export const convTranspose = defineOp({
  name: 'qnn.conv_transpose',
  summary: 'Transposed 2-D convolution, channels first.',
  operands: { x: operand.value, w: operand.value },
  results: ['y'],
  attrs: {
    ...windowAttrs,
    outputPadding: attr.ints({ min: 0, length: 2, default: [0, 0] }),
    group: attr.int({ min: 1, default: 1 }),
    outType: attr.type({ default: float32 }),
  },
  infer: ({ x, w }, { outType, ...window }) => ({ y: tensorType(outType, resultShape(x.type, w.type, window)) }),
  evaluate({ x, w }, { outType, ...window }, { arithmetic }): { y: Tensor } {
    const shape = resultShape(x.type, w.type, window);
    const data = isInteger(outType)
      ? integerArray(sizeOf(shape), outType.bits)
      : resultArray(sizeOf(shape), arithmetic);
    data.set(scattered(x, w, shape, window));
    return { y: { type: tensorType(outType, shape), data } };
  },
});

/** Sums in doubles, each input pixel spread over the pixels it reaches. */
function scattered(x: Tensor, w: Tensor, shape: Shape, window: Transposed): Float64Array {
  const [images = 1, channels = 1, height = 1, width = 1] = x.type.shape;
  const [, filters = 1, kernelHeight = 1, kernelWidth = 1] = w.type.shape;
  const [, outChannels = 1, outHeight = 1, outWidth = 1] = shape;
  const [top = 0, left = 0] = window.pads;
  const perGroup = channels / window.group;
  const sums = new Float64Array(sizeOf(shape));
  for (let plane = 0; plane < images * channels; plane++) {
    const c = plane % channels;
    const first = ((plane - c) / channels) * outChannels + Math.floor(c / perGroup) * filters;
    for (let f = 0; f < filters; f++) {
      for (let ky = 0; ky < kernelHeight; ky++) {
        for (let kx = 0; kx < kernelWidth; kx++) {
          const weight = w.data[((c * filters + f) * kernelHeight + ky) * kernelWidth + kx]!;
          for (let y = 0; y < height; y++) {
            const oy = y * window.strides[0]! + ky * window.dilations[0]! - top;
            if (oy < 0 || oy >= outHeight) continue;
            for (let v = 0; v < width; v++) {
              const ox = v * window.strides[1]! + kx * window.dilations[1]! - left;
              if (ox < 0 || ox >= outWidth) continue;
              sums[((first + f) * outHeight + oy) * outWidth + ox]! +=
                weight * x.data[(plane * height + y) * width + v]!;
            }
          }
        }
      }
    }
  }
  return sums;
}

/** Weights of the convolution that does the same: `[filters, channels / group, kh, kw]`, kernels turned by 180°. */
function turnedKernels({ type, data }: Tensor, group: number): Tensor {
  const [channels = 1, filters = 1, kernelHeight = 1, kernelWidth = 1] = type.shape;
  const perGroup = channels / group;
  const taps = kernelHeight * kernelWidth;
  const turned = new (data.constructor as new (length: number) => Tensor['data'])(data.length);
  for (let c = 0; c < channels; c++) {
    for (let f = 0; f < filters; f++) {
      const to = (Math.floor(c / perGroup) * filters + f) * perGroup + (c % perGroup);
      for (let tap = 0; tap < taps; tap++) turned[(to + 1) * taps - 1 - tap] = data[(c * filters + f) * taps + tap]!;
    }
  }
  return tensor(type.elem, [filters * group, perGroup, kernelHeight, kernelWidth], turned);
}

/** On integers: zeros between the pixels and around them, then a convolution with the turned kernels. */
export const convTransposeInteger = scaledInteger.for(convTranspose, (node, cx) => {
  const { x, w } = node.operand;
  const { kernel, strides, dilations, group } = node.attrs;
  const pads = borders(node.attrs);
  if (pads.some((side) => side < 0)) return declined('its padding reaches beyond its kernel');
  const input = cx.fact(x);
  if (!input) return declined(cx.why(x));
  const weights = integerWeights(cx.fact(w), w.type.shape, 1);
  if ('declined' in weights) return weights;
  const integers = turnedKernels(weights.integers, group);
  const [filters = 1, channels = 1] = integers.type.shape;
  const depth = sizeOf(integers.type.shape) / filters;
  const perGroup = filters / group;
  const taps = depth / channels;
  const { rowScale } = weights;
  const isPadded = [...strides, ...pads.map((side) => side + 1)].some((step) => step > 1);
  const fact = weightedSums(
    input,
    { axis: 1, rank: 4 },
    {
      integers,
      products: 'rows',
      rows: filters,
      depth,
      rowScale: rowScale.length === 1 ? rowScale : Array.from({ length: filters }, (_, f) => rowScale[f % perGroup]!),
      channelOf: (filter, k) => Math.floor(filter / perGroup) * channels + Math.floor(k / taps),
    },
    [1, filters, 1, 1],
    isPadded,
  );
  if ('declined' in fact) return fact;
  return {
    facts: { y: fact },
    carry(build) {
      const spread = strides.some((step) => step > 1)
        ? build.create(pixelPad, { x: build.integer(x) }, { strides, layout: 'nchw' }).result.y
        : build.integer(x);
      const outType = accumulatorType(fact.low.data, fact.high.data);
      const attrs = { kernel, strides: [1, 1], pads, dilations, group, outType };
      return { y: build.create(conv, { x: spread, w: build.constant(integers) }, attrs).result.y };
    },
  };
});
