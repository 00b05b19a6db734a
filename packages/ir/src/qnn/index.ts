import { quantises } from '../analysis/scaled-integer.ts';
import type { FacetImplementation } from '../facet/facet.ts';
import { avgPool, avgPoolInteger, sumPool, sumPoolInteger } from './avg-pool.ts';
import { batchNorm, batchNormInteger } from './batch-norm.ts';
import { bipolarQuant, bipolarQuantInteger } from './bipolar-quant.ts';
import { concat, concatFacets } from './concat.ts';
import { conv, convInteger } from './conv.ts';
import { convTranspose, convTransposeInteger } from './conv-transpose.ts';
import { depthToSpace, depthToSpaceInteger } from './depth-to-space.ts';
import { depthwiseProduct, depthwiseProductInteger } from './depthwise-product.ts';
import { dequant, dequantInteger } from './dequant.ts';
import { dequantize, dequantizeInteger } from './dequantize.ts';
import { add, div, elementwiseFacets, mul, sub } from './elementwise.ts';
import { flip, flipInteger, flipPermuted } from './flip.ts';
import { floatFacets, floatOps } from './float-ops.ts';
import { permutedImages } from './image-layout.ts';
import { im2col, im2colInteger } from './im2col.ts';
import { orderedAsFacets } from './ordered-as.ts';
import { map } from './map.ts';
import { mapInteger } from './map.integer.ts';
import { matMul, matMulInteger } from './mat-mul.ts';
import { maxPool, maxPoolInteger } from './max-pool.ts';
import { multiThreshold, multiThresholdPermuted } from './multi-threshold.ts';
import { multiThresholdInteger } from './multi-threshold.integer.ts';
import { offset, offsetInteger } from './offset.ts';
import { pixelPad, pixelPadInteger } from './pixel-pad.ts';
import { prelu, preluInteger } from './prelu.ts';
import { productFacets } from './products.ts';
import { quant, quantInteger } from './quant.ts';
import { quantize, quantizeInteger } from './quantize.ts';
import { requantise, requantiseInteger, requantisePermuted } from './requantise.ts';
import { relu, reluInteger } from './relu.ts';
import { reshape, shapeFacets, transpose } from './shape-ops.ts';
import { slice, sliceFacets } from './slice.ts';
import { sum, sumFacets } from './sum.ts';
import { topK, topKInteger } from './top-k.ts';
import { truncInteger, truncV1Integer } from './trunc.integer.ts';
import { trunc, truncV1 } from './trunc.ts';
import { upsample, upsampleInteger } from './upsample.ts';

export { averagedWindows } from './avg-pool.ts';
export { batchNormLine } from './batch-norm.ts';
export { filterRows } from './conv.ts';
export { shuffleModes, shuffleSteps, type ShuffleMode } from './depth-to-space.ts';
export { depthwiseSizes, depthwiseSums, type DepthwiseSizes } from './depthwise-product.ts';
export { mapFunctions, risesWith, type MapFunction, type MapFunctionName } from './map.ts';
export { orderedAs } from './ordered-as.ts';
export { shiftOf as truncShift } from './trunc.ts';
export { products } from './products.ts';
export { countReached } from './multi-threshold.ts';
export { quantBounds } from './quant.ts';
export { checkRequantisation, requantised, shiftRoundings, type Requantisation } from './requantise.ts';
export { parseRoundingMode, roundingModes, type RoundingMode } from './rounding.ts';
export { ceiledWindow, imageLayouts } from './pool-window.ts';
export { permuted, type Permuted } from './permuted.ts';
export { paddedElem } from './im2col.ts';
export * from './float-ops.ts';
export * from './layout.ts';
export * from './window.ts';
export {
  add,
  avgPool,
  batchNorm,
  bipolarQuant,
  concat,
  conv,
  convTranspose,
  depthToSpace,
  depthwiseProduct,
  dequant,
  dequantize,
  div,
  flip,
  im2col,
  map,
  matMul,
  maxPool,
  mul,
  multiThreshold,
  offset,
  pixelPad,
  prelu,
  quant,
  quantize,
  relu,
  requantise,
  reshape,
  slice,
  sub,
  sum,
  sumPool,
  topK,
  transpose,
  trunc,
  truncV1,
  upsample,
};

/** The quantised-network dialect: what an importer may build and passes rewrite. */
export const qnnOps = [
  add,
  sub,
  mul,
  div,
  batchNorm,
  quant,
  quantize,
  dequantize,
  relu,
  map,
  prelu,
  bipolarQuant,
  multiThreshold,
  conv,
  convTranspose,
  pixelPad,
  depthToSpace,
  im2col,
  matMul,
  depthwiseProduct,
  maxPool,
  avgPool,
  sumPool,
  trunc,
  truncV1,
  sum,
  concat,
  slice,
  upsample,
  reshape,
  transpose,
  flip,
  offset,
  topK,
  dequant,
  ...floatOps,
  requantise,
] as const;

export const qnnFacets: readonly FacetImplementation[] = [
  ...[quant, bipolarQuant, trunc, truncV1, multiThreshold, quantize, dequantize].map((op) =>
    quantises.for(op, () => true as const),
  ),
  ...orderedAsFacets,
  ...productFacets,
  ...elementwiseFacets,
  batchNormInteger,
  quantInteger,
  quantizeInteger,
  dequantizeInteger,
  requantiseInteger,
  requantisePermuted,
  reluInteger,
  mapInteger,
  preluInteger,
  bipolarQuantInteger,
  multiThresholdInteger,
  convInteger,
  convTransposeInteger,
  pixelPadInteger,
  depthToSpaceInteger,
  im2colInteger,
  matMulInteger,
  depthwiseProductInteger,
  maxPoolInteger,
  avgPoolInteger,
  sumPoolInteger,
  truncInteger,
  truncV1Integer,
  multiThresholdPermuted,
  ...sumFacets,
  ...concatFacets,
  ...sliceFacets,
  upsampleInteger,
  ...permutedImages(maxPool, avgPool, sumPool, upsample, pixelPad, depthToSpace),
  ...shapeFacets,
  flipInteger,
  flipPermuted,
  offsetInteger,
  topKInteger,
  dequantInteger,
  ...floatFacets,
];
