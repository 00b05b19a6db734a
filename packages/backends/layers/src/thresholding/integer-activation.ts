import {
  fitInt,
  isInteger,
  qnn,
  sizeOf,
  tensor,
  type Node,
  type Shape,
  type Tensor,
  type TensorData,
  type Value,
} from '@finnc/ir';

/** What a `qnn.multi_threshold` of the integer stage means to hardware. */
export interface IntegerActivation {
  /** What is compared, before any offsets, which the thresholds have taken over. */
  readonly source: Value;
  readonly thresholds: Tensor;
  readonly outBias: number;
}
export interface Unfit {
  readonly unfit: string;
}

/**
 * The activation of a layer, or why hardware cannot compute it.
 *
 * A `qnn.offset` before it is taken in: `x + o >= t` where `x >= t − o`.
 */
export function integerActivation(node: Node<typeof qnn.multiThreshold>): IntegerActivation | Unfit {
  const { x, thresholds } = node.operand;
  const { outType, outScale, outBias, axis } = node.attrs;
  if (axis !== x.type.shape.length - 1) return { unfit: `its channels are on axis ${axis}, not last` };
  if (!isInteger(outType)) return { unfit: `its codes are ${outType.name}, not an integer type` };
  const bipolar = outType.kind === 'bipolar';
  const steps = thresholds.type.shape[1] ?? 0;
  if (steps === 0) return { unfit: 'it has no thresholds' };
  if (outScale !== (bipolar ? 2 : 1) || !Number.isInteger(outBias)) {
    return { unfit: `its result is ${outScale} · count + ${outBias}, not an integer code` };
  }
  if (bipolar && (steps !== 1 || outBias !== -1)) return { unfit: 'a bipolar result needs one threshold from -1' };
  const { elem } = x.type;
  if (!isInteger(elem) && elem.kind !== 'float') return { unfit: `its input is ${elem.name}` };
  if (isInteger(elem) && !thresholds.constant.data.every(Number.isInteger))
    return { unfit: 'its thresholds are not integers' };
  const moved = isInteger(elem) ? x.producer(qnn.offset) : undefined;
  if (!moved) {
    const { type, data } = thresholds.constant;
    return { source: x, thresholds: isInteger(elem) ? narrowest(data, type.shape) : thresholds.constant, outBias };
  }
  const { offsets } = moved.operand;
  if (!offsets.constant.data.every(Number.isInteger)) return { unfit: 'the offsets before it are not integers' };
  return { source: moved.operand.x, thresholds: lowered(thresholds.constant, offsets.constant), outBias };
}

/** Thresholds minus offsets, a row a channel, or one row where all channels move alike. */
function lowered({ type, data }: Tensor, offsets: Tensor): Tensor {
  const [rows = 1, steps = 0] = type.shape;
  const alike = offsets.data.every((offset) => offset === offsets.data[0]);
  const shape = [alike ? rows : offsets.data.length, steps];
  const moved = Float64Array.from({ length: sizeOf(shape) }, (_, i) => {
    return data[rows === 1 ? i % steps : i]! - offsets.data[alike ? 0 : Math.floor(i / steps)]!;
  });
  return narrowest(moved, shape);
}

/** Integers in the least type that holds them and 0. */
export function narrowest(data: TensorData, shape: Shape): Tensor {
  let [low, high] = [0, 0];
  for (const t of data) {
    low = Math.min(low, t);
    high = Math.max(high, t);
  }
  return tensor(fitInt(low, high), shape, data);
}
