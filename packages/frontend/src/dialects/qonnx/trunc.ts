import { qnn, type Tensor } from '@finnc/ir';
import { floats } from '../../import/context.ts';
import {
  defineImporter,
  qonnxDomains,
  type Handle,
  type ImportContext,
  type OnnxImporter,
} from '../../import/handler.ts';
import { roundingOf } from './quant.ts';

/** A bit width, which files write as a float. */
function bitsOf(cx: ImportContext, index: number, name: string): number {
  const widths = cx.constantInput(index, name).data;
  const [width = 0] = widths;
  if (widths.some((other) => other !== width))
    return cx.refuse(`has an ${name} per channel`, 'use one bit width a layer');
  if (!Number.isInteger(width) || width < 1 || width > 32)
    return cx.refuse(`has an ${name} of ${width}`, 'use whole bit widths from 1 to 32');
  return width;
}

function scaleOf(cx: ImportContext, index: number, name: string): Tensor {
  const scale = cx.constantInput(index, name);
  if (scale.data.some((s) => s === 0 || !Number.isFinite(s)))
    return cx.refuse(`has an ${name} that is zero or not finite`, 'a channel has died in training');
  return scale;
}

/**
 * Trunc(x, scale, zero point, input bits, output bits) of version 1 keeps its scale;
 * Trunc(x, scale, zero point, input bits, output scale, output bits) of version 2 drops the bits between the two scales.
 */
const trunc: Handle = (cx) => {
  const x = cx.input(0);
  const scale = cx.constant(scaleOf(cx, 1, 'input scale'));
  const zeroPoint = cx.constant(cx.constantInput(2, 'zero point'));
  const rounding = roundingOf(cx, 'FLOOR');
  if (cx.inputCount === 5) {
    const shift = bitsOf(cx, 3, 'input bit width') - bitsOf(cx, 4, 'output bit width');
    return [cx.create(qnn.truncV1, { x, scale, zeroPoint }, { shift, rounding }).result.y];
  }
  const outScale = cx.constant(scaleOf(cx, 4, 'output scale'));
  const isNegative = (s: number): boolean => s < 0;
  if (new Set([...scale.constant.data, ...outScale.constant.data].map(isNegative)).size > 1)
    return cx.refuse('has scales of different signs, whose ratio is no power of two');
  const attrs = {
    bits: bitsOf(cx, 5, 'output bit width'),
    signed: cx.int('signed', 1) !== 0,
    narrow: cx.int('narrow', 0) !== 0,
    rounding,
  };
  return [cx.create(qnn.trunc, { x, scale, zeroPoint, outScale }, attrs).result.y];
};

/**
 * FINN's pool: the sum of each window, shifted right until it has `obits` bits. It is an integer that keeps scale 1.
 * The greatest sum is taken to be that of unsigned inputs, also for signed ones.
 */
const quantAvgPool2d: Handle = (cx) => {
  const x = cx.input(0);
  const layout = cx.string('data_layout', 'NCHW').toLowerCase();
  if (layout !== 'nchw' && layout !== 'nhwc') return cx.refuse(`has the unknown data_layout '${layout.toUpperCase()}'`);
  const [kernel, stride] = [cx.int('kernel'), cx.int('stride')];
  const attrs = {
    kernel: [kernel, kernel],
    strides: [stride, stride],
    pads: [0, 0, 0, 0],
    dilations: [1, 1],
    countIncludePad: false,
    ceilMode: false,
    layout,
  } as const;
  const mean = cx.create(qnn.avgPool, { x }, attrs).result.y;
  const taps = kernel * kernel;
  const a = cx.create(qnn.mul, { a: mean, b: cx.constant(floats([], [taps])) }, {}).result.y;
  const sumBits = ((2 ** cx.int('ibits') - 1) * taps).toString(2).length;
  const shift = Math.max(0, sumBits - cx.int('obits'));
  const [scale, zeroPoint] = [cx.constant(floats([], [1])), cx.constant(floats([], [0]))];
  return [cx.create(qnn.truncV1, { x: a, scale, zeroPoint }, { shift, rounding: 'floor' }).result.y];
};

export const truncImporters: readonly OnnxImporter[] = [
  ...defineImporter(qonnxDomains, 'Trunc', trunc),
  ...defineImporter(qonnxDomains, 'QuantAvgPool2d', quantAvgPool2d),
];
