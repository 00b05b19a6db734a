import { declined, scaledInteger } from '../analysis/index.ts';
import { innerProducts, windowProducts } from '../exec/product.ts';
import { attr, defineOp, operand } from '../op/index.ts';
import { showType, sizeOf, tensorType, type Shape, type Tensor, type TensorType } from '../tensor/index.ts';
import { float32, isInteger } from '../types/index.ts';
import { alignSigns, integerWeights, weightedSums } from './accumulate.ts';
import { permuteData, TO_NHWC } from './layout.ts';
import { accumulatorType } from './mat-mul.ts';
import { integerArray, resultArray } from './support.ts';
import { gatherWindows, windowAttrs, windowedSize, type Window } from './window.ts';

function convShape(x: TensorType, w: TensorType, group: number, window: Window): number[] {
  const [images, channels, ...size] = x.shape;
  const [filters = 1, depth = 1, ...kernel] = w.shape;
  if (x.shape.length !== 4 || w.shape.length !== 4 || channels !== depth * group || filters % group !== 0) {
    throw new RangeError(`${showType(w)} does not convolve ${showType(x)} in ${group} group(s)`);
  }
  if (kernel.join() !== window.kernel.join())
    throw new RangeError(`kernel ${window.kernel.join('×')} of ${showType(w)}`);
  return [images ?? 1, filters, ...windowedSize(size, window)];
}

/** 2-D cross-correlation, NCHW, weights [filters, channels / group, kh, kw]; padding holds real zeros. */
export const conv = defineOp({
  name: 'qnn.conv',
  summary: '2-D convolution, channels first.',
  operands: { x: operand.value, w: operand.value },
  results: ['y'],
  attrs: { ...windowAttrs, group: attr.int({ min: 1, default: 1 }), outType: attr.type({ default: float32 }) },
  infer: ({ x, w }, { group, outType, ...window }) => ({
    y: tensorType(outType, convShape(x.type, w.type, group, window)),
  }),
  evaluate({ x, w }, { group, outType, ...window }, { arithmetic }): { y: Tensor } {
    const shape = convShape(x.type, w.type, group, window);
    const [images = 1, filters = 1, height = 1, width = 1] = shape;
    const [, depth = 1, kernelHeight = 1, kernelWidth = 1] = w.type.shape;
    const nhwc = permuteData(x.data, x.type.shape, TO_NHWC);
    const [n = 1, c = 1, h = 1, v = 1] = x.type.shape;
    const taps = kernelHeight * kernelWidth;
    const data = isInteger(outType)
      ? integerArray(sizeOf(shape), outType.bits)
      : resultArray(sizeOf(shape), arithmetic);
    const [perGroup, size] = [filters / group, height * width];
    for (let g = 0; g < group; g++) {
      const own = group === 1 ? nhwc : channelSlice(nhwc, c, g * depth, depth);
      const rows =
        group === 1
          ? filterRows(w)
          : filterRows(w).subarray(g * perGroup * taps * depth, (g + 1) * perGroup * taps * depth);
      const sums = isPadded(window.pads)
        ? innerProducts(gatherWindows(own, [n, h, v, depth], window, 0), rows, images * size, perGroup, taps * depth)
        : windowProducts(own, depth, (image, c) => gatherWindows(image, [n, h, v, c], window, 0), rows, perGroup);
      const planes = permuteData(sums, [images, size, perGroup], [0, 2, 1]);
      for (let image = 0; image < images; image++) {
        const own = planes.subarray(image * perGroup * size, (image + 1) * perGroup * size);
        data.set(own, (image * filters + g * perGroup) * size);
      }
    }
    return { y: { type: tensorType(outType, shape), data } };
  },
});

function channelSlice(data: Tensor['data'], channels: number, from: number, count: number): Tensor['data'] {
  const slice = new (data.constructor as new (length: number) => Tensor['data'])((data.length / channels) * count);
  for (let pixel = 0; pixel * channels < data.length; pixel++) {
    for (let c = 0; c < count; c++) slice[pixel * count + c] = data[pixel * channels + from + c]!;
  }
  return slice;
}

const rowCache = new WeakMap<object, Tensor['data']>();

/** Filters as rows in (ky, kx, channel) order, the order of a sliding window. */
export function filterRows(w: Tensor): Tensor['data'] {
  let rows = rowCache.get(w.data);
  if (!rows) {
    rows = permuteData(w.data, w.type.shape, TO_NHWC);
    rowCache.set(w.data, rows);
  }
  return rows;
}

const isPadded = (pads: Shape): boolean => pads.some((pad) => pad > 0);

export const convInteger = scaledInteger.for(conv, (node, cx) => {
  const { x, w } = node.operand;
  const input = cx.fact(x);
  if (!input) return declined(cx.why(x));
  const weights = integerWeights(cx.fact(w), w.type.shape, 0);
  if ('declined' in weights) return weights;
  const [filters = 1, channels = 1] = w.type.shape;
  const depth = sizeOf(w.type.shape) / filters;
  const perGroup = filters / node.attrs.group;
  const taps = depth / channels;
  const at = { axis: 1, rank: 4 };
  const channelOf = (filter: number, k: number): number =>
    Math.floor(filter / perGroup) * channels + Math.floor(k / taps);
  const { x: aligned, integers } = alignSigns(input, weights.integers, at, (i) =>
    channelOf(Math.floor(i / depth), i % depth),
  );
  const fact = weightedSums(
    aligned,
    at,
    { integers, products: 'rows', rowScale: weights.rowScale, rows: filters, depth, channelOf },
    [1, filters, 1, 1],
    isPadded(node.attrs.pads),
  );
  if ('declined' in fact) return fact;
  return {
    facts: { y: fact },
    carry: (build) => ({
      y: build.create(
        conv,
        { x: build.integer(x), w: build.constant(integers) },
        { ...node.attrs, outType: accumulatorType(fact.low.data, fact.high.data) },
      ).result.y,
    }),
  };
});
