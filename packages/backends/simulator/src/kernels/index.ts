export { type Activation } from './activation.ts';
export { depthwiseKernel, type Depthwise } from './depthwise.ts';
export { gatherKernel } from './gather.ts';
export { matrixVectorKernel, type MatrixVector } from './matrix-vector.ts';
export { requantiseKernel, type RequantiseParameters } from './requantise.ts';
export { thresholdKernel } from './thresholds.ts';
export { maxPoolKernel, padKernel, sumPoolKernel, upsampleKernel, windowKernel, type ImageWindow } from './images.ts';
export { addKernel, channelwiseKernel, concatKernel, sliceKernel } from './streams.ts';
export { topKKernel } from './top-k.ts';
