import type { Value } from '../graph/graph.ts';
import { multiThreshold } from './multi-threshold.ts';
import { flip } from './flip.ts';
import type { Rational } from '../math/rational.ts';
import { tensor } from '../tensor/index.ts';
import { bipolar, fitInt, float32, type ScalarType } from '../types/index.ts';
import {
  alongAxis,
  declined,
  falls,
  sameStaircase,
  solve,
  staircasesOf,
  type Ascent,
  type ChannelThresholds,
  type Declined,
  type Field,
  type IntegerForm,
  type ScaledInteger,
  type Step,
} from '../analysis/index.ts';

export interface Activation {
  readonly x: Value;
  readonly fact: ScaledInteger;
  /** The quantiser sees `real / step + zero`. */
  readonly step: Field<Rational>;
  readonly zero: Rational;
  /** Steps of channel `row`, ascending. */
  readonly steps: (row: number) => readonly Step[];
  /** Type of the integers that come out; `bipolar` means one step from −1 to +1. */
  readonly outType: ScalarType | 'bipolar';
  /** The integer below the first step. */
  readonly first: number;
  readonly result: ScaledInteger;
  /** Channel axis along which `steps` differs, if it does. */
  readonly stepAxis?: number;
}

/**
 * The integer form of a monotone quantiser: thresholds found exactly where its staircase rises over the integers
 * (or float32 inputs) it meets. Channels whose line falls are flipped first.
 */
export function activationForm(activation: Activation): IntegerForm | Declined {
  const { x, fact, step, zero, result } = activation;
  const rank = x.type.shape.length;
  const rows = alongAxis(staircasesOf(fact, step, zero), rank, sameStaircase);
  const low = alongAxis(fact.low, rank, Object.is);
  const high = alongAxis(fact.high, rank, Object.is);
  if (!rows || !low || !high) return declined('its scale varies along several axes');
  // Hardware compares real inputs as they come; only integers have products before them that can take a sign.
  if (fact.domain === 'float32' && rows.entries.some(falls))
    return declined('it reads a real input times a negative factor');
  const axes = new Set([rows.axis, low.axis, high.axis, activation.stepAxis].filter((axis) => axis !== undefined));
  if (axes.size > 1) return declined('its scale and its range vary along different axes');
  const [axis] = axes;
  const channels = axis === undefined ? 1 : (x.type.shape[axis] ?? 1);
  const at = <T>(entries: readonly T[], c: number): T => entries[entries.length === 1 ? 0 : c]!;
  const ascent: Ascent = {
    x,
    domain: fact.domain,
    channels,
    at: (c) => ({
      staircase: at(rows.entries, c),
      steps: activation.steps(c),
      low: at(low.entries, c),
      high: at(high.entries, c),
    }),
  };
  return {
    facts: { y: result },
    ascent,
    carry(build) {
      const solved: ChannelThresholds[] = Array.from({ length: channels }, (_, c) => {
        const { staircase, steps, low: bottom, high: top } = ascent.at(c);
        return solve(staircase, fact.domain, steps, bottom, top);
      });
      const count = solved[0]?.thresholds.length ?? 0;
      const data = new Float64Array(channels * count);
      solved.forEach(({ thresholds }, c) => {
        data.set(thresholds, c * count);
      });
      const integer = build.integer(x);
      const flips = solved.map(({ flipped }) => (flipped ? -1 : 1));
      const input = flips.includes(-1)
        ? build.create(
            flip,
            {
              x: integer,
              signs: build.constant(tensor(bipolar, [channels], Int8Array.from(flips))),
            },
            { axis: axis ?? rank - 1 },
          ).result.y
        : integer;
      const elem = fact.domain === 'integer' ? thresholdType(data) : float32;
      const isBipolar = activation.outType === 'bipolar';
      const node = build.create(
        multiThreshold,
        { x: input, thresholds: build.constant(tensor(elem, [channels, count], data)) },
        {
          outType: activation.outType === 'bipolar' ? bipolar : activation.outType,
          outScale: isBipolar ? 2 : 1,
          outBias: isBipolar ? -1 : activation.first,
          axis: axis ?? rank - 1,
        },
      );
      return { y: node.result.y };
    },
  };
}

function thresholdType(data: Float64Array): ScalarType {
  let [low, high] = [0, 0];
  for (const value of data) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return fitInt(low, high);
}
