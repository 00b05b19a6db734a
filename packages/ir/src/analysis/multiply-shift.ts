import type { ChannelThresholds } from './thresholds.ts';

/** `code = clamp((multiplier · n + offset) >> shift)` of one channel, `>>` rounding down. */
export interface MultiplyShift {
  readonly multiplier: number;
  readonly offset: number;
}

/** Where the codes of one channel rise, and how steep its line is. */
export interface Rises extends ChannelThresholds {
  /** Codes per integer, positive: `flipped` says that the line falls. */
  readonly slope: number;
}

/** Products and sums stay integers that doubles hold, with a bit to spare. */
const LARGEST = 2 ** 52;

/**
 * Multipliers and offsets with one shift for all channels that give the same codes as thresholds do at every integer in
 * reach, or undefined if there are none.
 *
 * Code `first + k + 1` is reached exactly from integer t[k] on, so the offset has to lie in
 * `code · 2^shift − m · t[k] ≤ offset < code · 2^shift − m · (t[k] − 1)` for every k that some integer reaches. The first
 * shift with an offset for every channel is taken: the multiplier is then the narrowest.
 *
 * @param channels  thresholds as `integerThresholds` gives them
 * @param reach     `[low, high]` of the integers of each channel
 * @param first     the code below the first step
 */
export function multiplyShift(
  channels: readonly Rises[],
  reach: readonly (readonly [low: number, high: number])[],
  first: number,
): { readonly shift: number; readonly channels: readonly MultiplyShift[] } | undefined {
  const steepest = Math.max(...channels.map(({ slope }) => slope));
  const widest = Math.max(...reach.flat().map(Math.abs), 1);
  for (let shift = 0; steepest * 2 ** shift * widest < LARGEST && shift < 52; shift++) {
    const solved: MultiplyShift[] = [];
    for (const [c, rises] of channels.entries()) {
      const channel = channelAt(rises, reach[c]!, first, shift);
      if (!channel) break;
      solved.push(channel);
    }
    if (solved.length === channels.length) return { shift, channels: solved };
  }
  return undefined;
}

function channelAt(
  { thresholds, flipped, slope }: Rises,
  [low, high]: readonly [number, number],
  first: number,
  shift: number,
): MultiplyShift | undefined {
  const unit = 2 ** shift;
  const near = Math.round(slope * unit);
  const [bottom, top] = flipped ? [-high, -low] : [low, high];
  for (const multiplier of [near, near + 1, near - 1]) {
    if (multiplier < 0) continue;
    const offset = offsetOf(thresholds, bottom, top, first, multiplier, unit);
    if (offset !== undefined && Math.abs(offset) + multiplier * Math.max(-bottom, top) < LARGEST)
      return { multiplier: flipped ? -multiplier : multiplier, offset };
  }
  return undefined;
}

/** An offset that puts every rise where it belongs, the one nearest to the middle of those that do. */
function offsetOf(
  thresholds: Float64Array,
  bottom: number,
  top: number,
  first: number,
  multiplier: number,
  unit: number,
): number | undefined {
  let [least, most] = [-LARGEST, LARGEST];
  for (let k = 0; k < thresholds.length; k++) {
    const t = thresholds[k]!;
    const start = (first + k + 1) * unit;
    // A step that every integer reaches bounds the offset from below only, one that none reaches from above.
    if (t <= top) least = Math.max(least, start - multiplier * Math.max(t, bottom));
    if (t > bottom) most = Math.min(most, start - multiplier * (Math.min(t, top + 1) - 1) - 1);
    if (least > most) return undefined;
  }
  return Math.min(Math.max(Math.round((least + most) / 2), least), most);
}
