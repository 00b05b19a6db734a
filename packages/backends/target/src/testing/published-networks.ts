/**
 * The topologies of the FPGA 2017 results and of BNN-PYNQ, as weight matrices and windows. A convolution is
 * `mw = kh · kw · channels` wide; `vectors` is its number of output pixels.
 */
export interface MatrixLayer {
  readonly mw: number;
  readonly mh: number;
  readonly vectors: number;
}

/** The 3×3 windows of CNV: square input, channels, window position `dim − 2` apart. */
export interface WindowLayer {
  readonly channels: number;
  readonly dim: number;
}

const dense = (mw: number, mh: number): MatrixLayer => ({ mw, mh, vectors: 1 });
const conv = (channels: number, mh: number, outDim: number): MatrixLayer => ({
  mw: 9 * channels,
  mh,
  vectors: outDim * outDim,
});

/** Three hidden layers; `inputs` is 784, or 832 where the image was padded to whole 64-bit words. */
export function denseNetwork(inputs: number, hidden: number, outputs: number): readonly MatrixLayer[] {
  return [dense(inputs, hidden), dense(hidden, hidden), dense(hidden, hidden), dense(hidden, outputs)];
}

/** CNV: three blocks of two convolutions, two pools, three dense layers. BNN-PYNQ pads the 10 outputs to 64. */
export function cnvNetwork(outputs: number): readonly MatrixLayer[] {
  return [
    conv(3, 64, 30),
    conv(64, 64, 28),
    conv(64, 128, 12),
    conv(128, 128, 10),
    conv(128, 256, 3),
    conv(256, 256, 1),
    dense(256, 512),
    dense(512, 512),
    dense(512, outputs),
  ];
}

export const cnvWindows: readonly WindowLayer[] = Object.freeze([
  { channels: 3, dim: 32 },
  { channels: 64, dim: 30 },
  { channels: 64, dim: 14 },
  { channels: 128, dim: 12 },
  { channels: 128, dim: 5 },
  { channels: 256, dim: 3 },
]);

/** CNV's two 2×2 pools. */
export const cnvPools: readonly WindowLayer[] = Object.freeze([
  { channels: 64, dim: 28 },
  { channels: 128, dim: 10 },
]);
