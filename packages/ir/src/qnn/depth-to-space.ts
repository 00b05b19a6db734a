import { alongAxis, declined, scaledInteger, uniform, type Field } from '../analysis/index.ts';
import { equal } from '../math/rational.ts';
import { attr, defineOp, operand } from '../op/index.ts';
import { showType, tensorType, type Shape, type Tensor, type TensorType } from '../tensor/index.ts';
import { permuteData } from './layout.ts';
import { axesOf, imageLayouts, type ImageLayout } from './pool-window.ts';

/** Which of a pixel's channels become its block: DCR has blocks of channels, CRD channels of blocks. */
export const shuffleModes = ['dcr', 'crd'] as const;
export type ShuffleMode = (typeof shuffleModes)[number];

interface Shuffle {
  readonly block: number;
  readonly mode: ShuffleMode;
  readonly layout: ImageLayout;
}

/**
 * The shuffle as a reshape to `shape`, a permutation, and a reshape to the result.
 *
 * @throws RangeError if the channels are no multiple of the pixels of a block
 */
export function shuffleSteps(
  x: TensorType,
  { block, mode, layout }: Shuffle,
): { readonly shape: Shape; readonly perm: readonly number[] } {
  const { h, w, c } = axesOf(layout);
  const [images, height, width, all] = [0, h, w, c].map((axis) => x.shape[axis] ?? 1) as [
    number,
    number,
    number,
    number,
  ];
  const channels = all / (block * block);
  if (x.shape.length !== 4 || !Number.isInteger(channels))
    throw new RangeError(`${showType(x)} has no blocks of ${block}×${block} pixels in its channels`);
  const depth = mode === 'dcr' ? [block, block, channels] : [channels, block, block];
  if (layout === 'nchw')
    return { shape: [images, ...depth, height, width], perm: mode === 'dcr' ? [0, 3, 4, 1, 5, 2] : [0, 1, 4, 2, 5, 3] };
  return { shape: [images, height, width, ...depth], perm: mode === 'dcr' ? [0, 1, 3, 2, 4, 5] : [0, 1, 4, 2, 5, 3] };
}

function shuffledType(x: TensorType, shuffle: Shuffle): TensorType {
  shuffleSteps(x, shuffle);
  const { h, w, c } = axesOf(shuffle.layout);
  const { block } = shuffle;
  return tensorType(
    x.elem,
    x.shape.map((size, axis) => (axis === h || axis === w ? size * block : axis === c ? size / (block * block) : size)),
  );
}

/** ONNX's DepthToSpace: `block`² channels of a pixel become a block of pixels. Torch's PixelShuffle is mode `crd`. */
export const depthToSpace = defineOp({
  name: 'qnn.depth_to_space',
  summary: 'Blocks of channels become blocks of pixels.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: {
    block: attr.int({ min: 1 }),
    mode: attr.oneOf(shuffleModes, { default: 'dcr' }),
    layout: attr.oneOf(imageLayouts, { default: 'nchw' }),
  },
  infer: ({ x }, attrs) => ({ y: shuffledType(x.type, attrs) }),
  evaluate({ x }, attrs): { y: Tensor } {
    const { shape, perm } = shuffleSteps(x.type, attrs);
    return { y: { type: shuffledType(x.type, attrs), data: permuteData(x.data, shape, perm) } };
  },
});

export const depthToSpaceInteger = scaledInteger.for(depthToSpace, (node, cx) => {
  const { x } = node.operand;
  const fact = cx.fact(x);
  if (!fact) return declined(cx.why(x));
  const { block, mode, layout } = node.attrs;
  const { c } = axesOf(layout);
  const channels = node.result.y.type.shape[c]!;
  /** The field of the result, entries of a block joined; undefined if they cannot be. */
  const joined = <T>(
    field: Field<T>,
    same: (a: T, b: T) => boolean,
    join: (a: T, b: T) => T | undefined,
  ): Field<T> | undefined => {
    const along = alongAxis(field, 4, same);
    if (!along || (along.axis ?? c) !== c) return undefined;
    if (along.entries.length === 1) return uniform(along.entries[0]!);
    const data: T[] = [];
    for (const [i, entry] of along.entries.entries()) {
      const channel = mode === 'dcr' ? i % channels : Math.floor(i / (block * block));
      const both = data[channel] === undefined ? entry : join(data[channel], entry);
      if (both === undefined) return undefined;
      data[channel] = both;
    }
    return { shape: layout === 'nchw' ? [1, channels, 1, 1] : [1, 1, 1, channels], data };
  };
  const [scale, bias] = [fact.scale, fact.bias].map((field) =>
    joined(field, equal, (a, b) => (equal(a, b) ? a : undefined)),
  );
  const [low, high] = [joined(fact.low, Object.is, Math.min), joined(fact.high, Object.is, Math.max)];
  if (!scale || !bias || !low || !high)
    return declined('channels with different scales or biases become pixels of one channel');
  return {
    facts: { y: { domain: fact.domain, scale, bias, low, high } },
    carry: (build) => ({ y: build.create(depthToSpace, { x: build.integer(x) }, node.attrs).result.y }),
  };
});
