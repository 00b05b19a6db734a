import { QonnxBuilder, type Rectifier, type Widths } from './builder.ts';
import type { Generated } from './mobilenet.ts';

/** Channels of each convolution of CNV, and whether a 2 × 2 maximum follows. */
const convolutions = [
  [64, false],
  [64, true],
  [128, false],
  [128, true],
  [256, false],
  [256, false],
] as const;

interface Options {
  /** What stands before the quantisers. */
  readonly rectifier: Rectifier;
  readonly batch?: number | string;
}

/**
 * Four dense layers on 784 pixels with values 0…1: SFC with 256 neurons a layer, LFC with 1024.
 *
 * @see Umuroglu et al., FINN, arXiv:1612.07119, section 4.2
 */
export function fullyConnected(neurons: number, widths: Widths, { rectifier, batch = 1 }: Options): Generated {
  const net = new QonnxBuilder(3, [1, 784]);
  let x = net.quantised(net.input, Math.max(8, widths.activationBits), false, 1 / 255);
  for (let layer = 0; layer < 3; layer++) x = net.hidden(x, neurons, widths, rectifier);
  const scores = net.dense(x, 10, widths.weightBits);
  return { model: net.finish(`fc-${neurons}`, scores, batch), weights: net.weights };
}

/**
 * The convolutional network of FINN for 32 × 32 images: convolutions without padding, then 256-512-512-10.
 *
 * @see Umuroglu et al., FINN, arXiv:1612.07119, section 4.2
 */
export function cnv(widths: Widths, { rectifier, batch = 1 }: Options): Generated {
  const net = new QonnxBuilder(4, [1, 3, 32, 32]);
  let x = net.quantised(net.input, Math.max(8, widths.activationBits), false, 1 / 255);
  for (const [channels, pooled] of convolutions) {
    x = net.convolution(x, channels, { kernel: 3, stride: 1, group: 1, pad: 0, rectifier, ...widths });
    if (pooled) x = net.maxPool(x, 2, 2, 0);
  }
  x = net.flattened(x);
  for (let layer = 0; layer < 2; layer++) x = net.hidden(x, 512, widths, rectifier);
  const scores = net.dense(x, 10, widths.weightBits);
  return { model: net.finish('cnv', scores, batch), weights: net.weights };
}
