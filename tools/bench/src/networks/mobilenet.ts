import type { OnnxModel } from '@finnc/frontend';
import { QonnxBuilder, type Widths } from './builder.ts';

/** Output channels and stride of each depthwise-separable block at width 1. */
const blocks = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [1024, 2],
  [1024, 1],
] as const;

export interface Generated {
  readonly model: OnnxModel;
  readonly weights: number;
}

export interface MobileNetOptions {
  /** Height and width of the images. */
  readonly size?: number;
  readonly classes?: number;
  readonly batch?: number | string;
}

/**
 * MobileNet-v1: 4.2 million weights at width 1. The first and the last layer have weights of 8 bits or more.
 *
 * @see Howard et al., MobileNets, arXiv:1704.04861, table 1
 */
export function mobileNetV1(
  width: number,
  { weightBits, activationBits }: Widths,
  { size = 224, classes = 1000, batch = 1 }: MobileNetOptions = {},
): Generated {
  const net = new QonnxBuilder(1, [1, 3, size, size]);
  const channels = (full: number): number => Math.max(8, Math.round(full * width));
  const atEnds = Math.max(8, weightBits);
  const image = net.quantised(net.input, Math.max(8, activationBits), false, 1 / 255);
  const widths = { weightBits, activationBits };
  let x = net.convolution(image, channels(32), { kernel: 3, stride: 2, group: 1, weightBits: atEnds, activationBits });
  for (const [full, stride] of blocks) {
    const inner = x.shape[1]!;
    x = net.convolution(x, inner, { kernel: 3, stride, group: inner, ...widths });
    x = net.convolution(x, channels(full), { kernel: 1, stride: 1, group: 1, ...widths });
  }
  const scores = net.dense(net.pooledRow(x, activationBits), classes, atEnds);
  return { model: net.finish('mobilenet-v1', scores, batch), weights: net.weights };
}
