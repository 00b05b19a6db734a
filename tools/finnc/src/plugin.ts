/**
 * `finnc/plugin`: everything that a package needs to add to finnc.
 *
 * The define… calls make what `definePlugin` gathers; the ops of the network dialect (`qnn`) and of the hardware layers
 * are here to be matched, rewritten and answered for; the facets are the questions that layers answer.
 */
export * from '@finnc/ir';
export * from '@finnc/ir/hw';
export {
  defineImporter,
  qonnxDomains,
  toOnnx,
  type Handle,
  type ImportContext,
  type OnnxImporter,
  type OnnxWriter,
  type Written,
} from '@finnc/frontend';
export { defineDevice } from '@finnc/target';
export {
  add,
  channelwise,
  concat,
  depthToSpace,
  labelSelect,
  maxPool,
  mvau,
  pad,
  pixelPad,
  pool,
  requant,
  slice,
  slidingWindow,
  sumPool,
  thresholding,
  upsample,
  vvau,
} from '@finnc/layers';
export {
  kernel,
  mapKernel,
  movementOf,
  NotSliced,
  passThrough,
  sliced,
  slicedAdd,
  slicedArgmax,
  slicedMap,
  slicedMax,
  slicedMovement,
  slicedProduct,
  slicedSum,
  slicedThresholds,
  slicedWindows,
  type Buffer,
  type Buffers,
  type Encoding,
  type Kernel,
  type KernelContext,
  type Movement,
  type PlaneValue,
  type SlicedBuilder,
  type SlicedContext,
  type SlicedProduct,
  type SlicedResults,
  type SlicedValue,
} from '@finnc/backend-simulator';
export {
  braces,
  declareTable,
  elementType,
  hls,
  wordLiteral,
  wordType,
  type CppTable,
  type HlsContext,
  type HlsProcess,
} from '@finnc/backend-hls';
export { memoryImage, memoryPath, rtl, type NoRtl, type RtlContext, type RtlModule } from '@finnc/backend-rtl';
export { fold, insertStreams, narrow, convertToHw, streamline, tidyUp } from '@finnc/passes';
