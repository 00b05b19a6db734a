import { QonnxBuilder, type Widths, type Wire } from './builder.ts';
import type { Generated } from './mobilenet.ts';

/** Bottleneck blocks and inner channels of each stage at width 1. */
const stages = [
  [3, 64],
  [4, 128],
  [6, 256],
  [3, 512],
] as const;

/**
 * ResNet-50 for 224 × 224 images: 25.5 million weights at width 1, in proportion to the square of the width.
 *
 * @see He et al., Deep Residual Learning, arXiv:1512.03385, table 1; stride in the 3 × 3 convolution, as torchvision has it
 */
export function resNet50(width: number, { weightBits, activationBits }: Widths): Generated {
  const net = new QonnxBuilder(2, [1, 3, 224, 224]);
  const channels = (full: number): number => Math.max(8, Math.round((full * width) / 8) * 8);
  const conv = (x: Wire, to: number, kernel: number, stride: number): Wire =>
    net.convolution(x, to, { kernel, stride, group: 1, weightBits, activationBits });
  const image = net.quantised(net.input, 8, false, 1 / 255);
  let x = net.convolution(image, channels(64), { kernel: 7, stride: 2, group: 1, weightBits: 8, activationBits });
  x = net.maxPool(x, 3, 2, 1);
  for (const [stage, [count, inner]] of stages.entries()) {
    for (let block = 0; block < count; block++) {
      const stride = block === 0 && stage > 0 ? 2 : 1;
      const outer = channels(inner * 4);
      const shortcut = block === 0 ? conv(x, outer, 1, stride) : x;
      const reduced = conv(x, channels(inner), 1, 1);
      const wide = conv(conv(reduced, channels(inner), 3, stride), outer, 1, 1);
      x = net.activation(net.add(wide, shortcut), activationBits);
    }
  }
  const scores = net.dense(net.pooledRow(x, activationBits), 1000, 8);
  return { model: net.finish('resnet-50', scores), weights: net.weights };
}

/** The width at which the network has about so many weights: convolutions grow with its square, the last layer with it. */
export function resNetWidth(weights: number): number {
  const [square, linear] = [23_450_000, 2_050_000];
  return (Math.sqrt(linear ** 2 + 4 * square * weights) - linear) / (2 * square);
}
