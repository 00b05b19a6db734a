import {
  commonBias,
  commonEntry,
  commonScale,
  declined,
  mapField,
  zipField,
  type Declined,
  type Field,
  type ScaledInteger,
} from '../analysis/index.ts';
import { fromNumber, mul, sign, ZERO, type Rational } from '../math/rational.ts';
import { isUnbiased } from '../analysis/fact.ts';
import type { Shape, Tensor } from '../tensor/index.ts';

/**
 * The fact of `y[r] = Σ_k x[k] · w[r, k]` where x shares one scale and w one scale a row.
 *
 * The integer range of a row is exact for any input in x's range: Σ max(w · low, w · high).
 *
 * @param weights   integers, `[rows, depth]`
 * @param rowScale  scale of the weights, one entry or one a row
 * @param shape     shape of the result's per-row fields, for instance [1, rows, 1, 1]
 * @param padded    whether zeros may stand for some inputs
 */
export function weightedSums(
  x: ScaledInteger,
  weights: {
    readonly integers: Tensor;
    readonly rows: number;
    readonly depth: number;
    readonly rowScale: readonly Rational[];
  },
  shape: Shape,
  padded: boolean,
): ScaledInteger | Declined {
  if (x.domain !== 'integer') return declined('its input is not quantised');
  const scale = commonScale(x);
  const bias = commonBias(x);
  if (!scale || !bias) return declined('its input has different scales in channels that are summed');
  const low = commonEntry(x.low, Object.is);
  const high = commonEntry(x.high, Object.is);
  if (low === undefined || high === undefined)
    return declined('its input has different ranges in channels that are summed');
  if (padded && sign(bias) !== 0) return declined('zero padding of a biased input is not an integer');
  const { integers, rows, depth, rowScale } = weights;
  const lows = new Float64Array(rows);
  const highs = new Float64Array(rows);
  const sums = new Float64Array(rows);
  const [least, most] = padded ? [Math.min(low, 0), Math.max(high, 0)] : [low, high];
  for (let row = 0; row < rows; row++) {
    let [min, max, sum] = [0, 0, 0];
    for (let k = row * depth; k < (row + 1) * depth; k++) {
      const w = integers.data[k]!;
      sum += w;
      min += w > 0 ? w * least : w * most;
      max += w > 0 ? w * most : w * least;
    }
    lows[row] = min;
    highs[row] = max;
    sums[row] = sum;
    if (Math.max(-min, max) > Number.MAX_SAFE_INTEGER)
      return declined(`its sums reach ±${Math.max(-min, max)}, beyond 2^53`);
  }
  const field = <T>(data: ArrayLike<T>): Field<T> => ({ shape, data });
  const perRow = rowScale.length === 1 ? { shape: [] as Shape, data: rowScale } : field(rowScale);
  const biases =
    sign(bias) === 0
      ? { shape: [] as Shape, data: [ZERO] }
      : zipField(
          field(Array.from(sums, fromNumber)),
          mapField(perRow, (s) => mul(s, bias)),
          mul,
        );
  return {
    domain: 'integer',
    scale: mapField(perRow, (s) => mul(s, scale)),
    bias: biases,
    low: field(lows),
    high: field(highs),
  };
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
