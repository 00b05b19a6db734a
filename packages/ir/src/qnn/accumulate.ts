import {
  alongAxis,
  commonScale,
  declined,
  mapField,
  uniform,
  withIntegerType,
  type Declined,
  type Field,
  type ScaledInteger,
} from '../analysis/index.ts';
import { equal, fromNumber, mul, sign, ZERO, type Rational } from '../math/rational.ts';
import { affine, isUnbiased } from '../analysis/fact.ts';
import type { Shape, Tensor } from '../tensor/index.ts';
import { weightTotals, type WeightMatrix } from './weight-totals.ts';

/** Weights of inner products on channels of an input; a row is what one product sums. */
export interface WeightRows extends WeightMatrix {
  /** Scale of the weights, one entry or one a row. */
  readonly rowScale: readonly Rational[];
  /** The input channel that weight `k` of `row` meets. */
  channelOf(row: number, k: number): number;
}

/** What is known of an input channel; one entry serves all channels. */
interface Channels {
  readonly scale: readonly Rational[];
  readonly bias: readonly Rational[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/**
 * The fact of `y[r] = Σ_k x[channelOf(r, k)] · w[r, k]` where the inputs of a row share one scale and w has one a row.
 *
 * A zero weight takes no part: its input may have any scale, which is how block-diagonal matrices keep the scales of
 * their blocks. The integer range of a row is exact for inputs in their channels' ranges: Σ max(w · low, w · high).
 *
 * @param x       fact of the input, whose channels run along `axis` of `rank`
 * @param shape   shape of the result's per-row fields, for instance [1, rows, 1, 1]
 * @param padded  whether zeros may stand for some inputs
 */
export function weightedSums(
  x: ScaledInteger,
  { axis, rank }: { readonly axis: number; readonly rank: number },
  weights: WeightRows,
  shape: Shape,
  padded: boolean,
): ScaledInteger | Declined {
  if (x.domain !== 'integer') return declined('its input is not quantised');
  const channels = channelsOf(x, axis, rank);
  if ('declined' in channels) return channels;
  if (padded && channels.bias.some((bias) => sign(bias) !== 0))
    return declined('zero padding of a biased input is not an integer');
  const isUniform = [channels.scale, channels.low, channels.high, channels.bias].every(({ length }) => length === 1);
  const reached = padded
    ? { ...channels, low: channels.low.map((n) => Math.min(n, 0)), high: channels.high.map((n) => Math.max(n, 0)) }
    : channels;
  const sums = isUniform ? alikeSums(reached, weights) : ownSums(reached, weights);
  if ('declined' in sums) return sums;
  const { low, high, scale, bias } = sums;
  const { rowScale } = weights;
  const scaled = (values: readonly Rational[]): Field<Rational> => {
    if (values.length === 1 && rowScale.length === 1) return uniform(mul(rowScale[0]!, values[0]!));
    return { shape, data: Array.from(low, (_, row) => mul(entry(rowScale, row), entry(values, row))) };
  };
  return {
    domain: 'integer',
    scale: scaled(scale),
    bias: bias.every((own) => sign(own) === 0) ? uniform(ZERO) : scaled(bias),
    low: { shape, data: low },
    high: { shape, data: high },
  };
}

/** What products are before the scale of their weights. */
interface Sums {
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Of the inputs of each product, or of all. */
  readonly scale: readonly Rational[];
  /** `Σ bias · w`, for each product or for all. */
  readonly bias: readonly Rational[];
}

const entry = <T>(entries: ArrayLike<T>, at: number): T => entries[entries.length === 1 ? 0 : at]!;

const tooWide = (low: number, high: number): Declined | undefined => {
  const reach = Math.max(-low, high);
  return reach > Number.MAX_SAFE_INTEGER ? declined(`its sums reach ±${reach}, beyond 2^53`) : undefined;
};

/** Channels that are all alike: what counts is how much each product adds and how much it subtracts. */
function alikeSums({ scale, bias, low, high }: Channels, weights: WeightRows): Sums | Declined {
  const { positive, negative } = weightTotals(weights);
  // Beyond 2^53 a sum of all weights may be rounded where one of products is not.
  if (positive.some((sum, row) => sum - negative[row]! > Number.MAX_SAFE_INTEGER))
    return ownSums({ scale, bias, low, high }, weights);
  const [least, most] = [low[0]!, high[0]!];
  // Without weights of a sign, their inputs may reach infinity; and there is no −0.
  const ends = (up: number, down: number, at: number): number =>
    (positive[at] === 0 ? 0 : positive[at]! * up) + (negative[at] === 0 ? 0 : negative[at]! * down) + 0;
  const lows = positive.map((_, row) => ends(least, most, row));
  const highs = positive.map((_, row) => ends(most, least, row));
  for (let row = 0; row < lows.length; row++) {
    const wide = tooWide(lows[row]!, highs[row]!);
    if (wide) return wide;
  }
  const { areZero, weighted } = overOneDenominator(bias);
  const biases = areZero ? [ZERO] : Array.from(positive, (sum, row) => weighted([sum + negative[row]!]));
  return { low: lows, high: highs, scale, bias: biases };
}

/** Channels that differ: each weight meets its own. */
function ownSums(channels: Channels, { integers, products, rows, depth, channelOf }: WeightRows): Sums | Declined {
  const offsets = overOneDenominator(channels.bias);
  const [lows, highs] = [new Float64Array(rows), new Float64Array(rows)];
  const sums = new Float64Array(channels.bias.length);
  const scales: Rational[] = [];
  const biases: Rational[] = [];
  const [rowStride, stride] = products === 'rows' ? [depth, 1] : [1, rows];
  for (let row = 0; row < rows; row++) {
    let [min, max] = [0, 0];
    let scale: Rational | undefined;
    sums.fill(0);
    for (let k = 0; k < depth; k++) {
      const w = integers.data[row * rowStride + k * stride]!;
      if (w === 0) continue;
      const channel = channelOf(row, k);
      const own = entry(channels.scale, channel);
      scale ??= own;
      if (own !== scale && !equal(own, scale))
        return declined('its input has different scales in channels that are summed');
      const [least, most] = [entry(channels.low, channel), entry(channels.high, channel)];
      min += w > 0 ? w * least : w * most;
      max += w > 0 ? w * most : w * least;
      sums[sums.length === 1 ? 0 : channel]! += w;
    }
    lows[row] = min;
    highs[row] = max;
    const wide = tooWide(min, max);
    if (wide) return wide;
    scales.push(scale ?? entry(channels.scale, 0));
    biases.push(offsets.weighted(sums));
  }
  return { low: lows, high: highs, scale: channels.scale.length === 1 ? channels.scale : scales, bias: biases };
}

/** Biases brought to one denominator, so that sums of many stay as short as the longest. */
function overOneDenominator(biases: readonly Rational[]): {
  readonly areZero: boolean;
  /** Σ factor · bias, factors whole numbers. */
  weighted(factors: ArrayLike<number>): Rational;
} {
  const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));
  const d = biases.reduce((common, bias) => (common / gcd(common, bias.d)) * bias.d, 1n);
  const numerators = biases.map((bias) => bias.n * (d / bias.d));
  const areZero = numerators.every((n) => n === 0n);
  return {
    areZero,
    weighted: (factors) =>
      areZero ? ZERO : { n: numerators.reduce((sum, n, i) => sum + n * BigInt(factors[i] ?? 0), 0n), d },
  };
}

/**
 * An input whose scales are all positive, and weights that mean the same with it: where a scale is negative, the weights
 * of that channel are negated, as `w · (−s · n) = (−w) · (s · n)`. Channels that differ only in sign are one then.
 *
 * @param channelAt  the channel of x that entry `i` of the weights meets
 */
export function alignSigns(
  x: ScaledInteger,
  integers: Tensor,
  { axis, rank }: { readonly axis: number; readonly rank: number },
  channelAt: (index: number) => number,
): { readonly x: ScaledInteger; readonly integers: Tensor } {
  const along = alongAxis(x.scale, rank, equal);
  const [first] = along?.entries ?? [];
  if (!along || !first || along.axis !== axis || along.entries.every((scale) => sign(scale) === sign(first)))
    return { x, integers };
  const signs = along.entries.map((scale) => (sign(scale) < 0 ? -1 : 1));
  const turned = Float64Array.from(integers.data, (w, i) => w * signs[channelAt(i)]!);
  // (±w) · (|s| · n ± b) is w · (s · n + b): the bias turns with the weight.
  const factor = mapField(x.scale, (scale) => fromNumber(sign(scale) < 0 ? -1 : 1));
  return {
    x: affine(x, factor, uniform(ZERO)),
    integers: withIntegerType({ type: integers.type, data: turned }),
  };
}

/** Entries per channel of a fact that varies along the channels only. */
function channelsOf(x: ScaledInteger, axis: number, rank: number): Channels | Declined {
  const along = <T>(field: Field<T>, same: (a: T, b: T) => boolean): readonly T[] | undefined => {
    const found = alongAxis(field, rank, same);
    return found && (found.axis === undefined || found.axis === axis) ? found.entries : undefined;
  };
  const [scale, bias] = [along(x.scale, equal), along(x.bias, equal)];
  const [low, high] = [along(x.low, Object.is), along(x.high, Object.is)];
  if (!scale || !bias) return declined('its input has different scales in pixels that are summed');
  if (!low || !high) return declined('its input has different ranges in pixels that are summed');
  return { scale, bias, low, high };
}

/** Integer weights with one scale a row (axis `rowAxis` of their tensor), or why there are none. */
export function integerWeights(
  fact: ScaledInteger | undefined,
  shape: Shape,
  rowAxis: number,
): { readonly integers: Tensor; readonly rowScale: readonly Rational[] } | Declined {
  if (!fact?.constant) return declined('its weights are not quantised constants');
  if (!isUnbiased(fact)) return declined('its weights have a zero point that is not an integer');
  const lead = shape.length - fact.scale.shape.length;
  const wide = fact.scale.shape.flatMap((size, axis) => (size > 1 ? [axis + lead] : []));
  const common = commonScale(fact);
  if (common) return { integers: fact.constant, rowScale: [common] };
  if (wide.length !== 1 || wide[0] !== rowAxis)
    return declined('the scale of its weights varies inside one output channel');
  return { integers: fact.constant, rowScale: Array.from(fact.scale.data) };
}
