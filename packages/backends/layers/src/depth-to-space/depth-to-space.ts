import { attr, defineOp, isInteger, operand, qnn, showType, type Node, type Tensor } from '@finnc/ir';
import { divideExactly } from '@finnc/target/exact';
import { imageOf } from '../shared/vectors.ts';

/**
 * Channels of a pixel become a block of pixels: x `[N, H, W, C · block²]` to y `[N, H · block, W · block, C]`, in ONNX's
 * mode `dcr` (blocks of channels) or `crd` (channels of blocks, torch's PixelShuffle).
 *
 * `simd` channels of y go out each cycle; it must divide C. As many come in, or with `crd` all pixels of their block.
 */
export const depthToSpace = defineOp({
  name: 'hw.depth_to_space',
  summary: 'Turns blocks of channels into blocks of pixels.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: {
    block: qnn.depthToSpace.attrs.block,
    mode: qnn.depthToSpace.attrs.mode,
    simd: attr.int({ min: 1, default: 1 }),
  },
  infer({ x }, { block, mode, simd }) {
    if (!isInteger(x.type.elem)) throw new RangeError(`blocks of ${showType(x.type)}`);
    const { y } = qnn.depthToSpace.infer({ x } as never, { block, mode, layout: 'nhwc' } as never) as {
      y: Tensor['type'];
    };
    divideExactly(imageOf(y).channels, simd, 'SIMD', 'NumChannels');
    return { y };
  },
  evaluate({ x }, { block, mode }, cx): { y: Tensor } {
    return qnn.depthToSpace.evaluate({ x } as never, { block, mode, layout: 'nhwc' } as never, cx) as { y: Tensor };
  },
});

/** Sizes of the layer; `channels` are those of its result. */
export interface DepthToSpaceSizes {
  readonly frames: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly block: number;
  readonly simd: number;
  /** Elements of a beat that comes in. */
  readonly inLanes: number;
}

/** Sizes of the image that comes in, in pixels, and elements a beat on both sides. */
export function depthToSpaceSizes({ operand, result, attrs }: Node<typeof depthToSpace>): DepthToSpaceSizes {
  const { frames, height, width } = imageOf(operand.x.type);
  const { block, mode, simd } = attrs;
  const inLanes = mode === 'crd' ? simd * block * block : simd;
  return { frames, height, width, channels: imageOf(result.y.type).channels, block, simd, inLanes };
}

/** Steps our engine keeps between writing a word of its row buffer and reading it. */
const leastGap = 8;

/**
 * Cycles one frame occupies the layer: a row of blocks is kept while the row before leaves, `(H + 1) · W · block² ·
 * C / simd`, and a few more where a row is shorter than a memory's pipeline.
 *
 * @returns clock cycles, equal to the trip count of `depth_to_space` in `depth_to_space.hpp`
 * @throws RangeError if `simd` does not divide the channels
 */
export function depthToSpaceCycles(sizes: DepthToSpaceSizes, simd: number): number {
  const { frames, height, width, channels, block } = sizes;
  const fold = divideExactly(channels, simd, 'SIMD', 'NumChannels');
  const idle = Math.max(0, leastGap - fold * block * (width + block - 1));
  return frames * (height + 1) * (width * block * block * fold + idle);
}
