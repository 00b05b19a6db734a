import {
  alongAxis,
  declined,
  falls,
  float32Constants,
  float32Thresholds,
  mapField,
  sameStaircase,
  solve,
  staircasesOf,
  zipField,
  type Ascent,
  type ChannelThresholds,
  type Declined,
  type Field,
  type IntegerBuilder,
  type IntegerContext,
  type IntegerForm,
  type ScaledInteger,
  type Staircase,
  type Step,
} from '../analysis/index.ts';
import type { Value } from '../graph/graph.ts';
import { toNumber, type Rational } from '../math/rational.ts';
import { lazily } from '../lazily.ts';
import { tensor } from '../tensor/index.ts';
import { bipolar, fitInt, fitValues, float32, type ScalarType } from '../types/index.ts';
import { flip } from './flip.ts';
import { mirrored } from './mirror.ts';
import { multiThreshold } from './multi-threshold.ts';
import { planRequantise, prefersMultiplication, type RequantisePlan } from './requantisation.ts';
import { requantise } from './requantise.ts';

export interface Activation {
  readonly x: Value;
  readonly fact: ScaledInteger;
  /** The quantiser sees `real / step + zero`. */
  readonly step: Field<Rational>;
  readonly zero: Rational;
  readonly stepCount: number;
  /** Steps of channel `row`, ascending. */
  readonly steps: (row: number) => readonly Step[];
  /** Type of the integers that come out; `bipolar` means one step from −1 to +1. */
  readonly outType: ScalarType | 'bipolar';
  /** The integer below the first step. */
  readonly first: number;
  readonly result: ScaledInteger;
  /** Channel axis along which `steps` differs, if it does. */
  readonly stepAxis?: number;
  /** Distance of the steps in what the quantiser sees, 1 unless it says otherwise. */
  readonly stepSize?: number;
  /** The value below the first step as the quantiser counts, if it rounds halves to even. */
  readonly evenFrom?: number;
  /** How many steps a float32 reaches as the quantiser computes them in float32, in a channel with that step. */
  readonly level?: (value: number, step: number, row: number) => number;
}

/** Thresholds at most: those of an 8-bit code. */
const MOST_THRESHOLDS = 255;
/** Steps at most that a multiplication is proven for, one by one. */
const MOST_STEPS = 65_535;

/** The channels of an activation, along one axis. */
interface Channels {
  readonly axis: number;
  readonly count: number;
  readonly staircase: (c: number) => Staircase;
  /** Constants of the float32 stages before the quantiser, and the quantiser's own step behind them. */
  readonly constants: (c: number) => readonly number[];
  readonly low: (c: number) => number;
  readonly high: (c: number) => number;
}

/**
 * The integer form of a monotone quantiser: thresholds found exactly where its staircase rises over the integers
 * (or float32 inputs) it meets. Channels whose line falls are flipped first. Where thresholds would be many, a
 * multiplication and shift stands for them, if one gives the same codes at every integer in reach.
 */
export function activationForm(given: Activation, cx: IntegerContext): IntegerForm | Declined {
  const channels = channelsOf(given);
  if ('declined' in channels) return channels;
  const falling = Array.from({ length: channels.count }, (_, c) => falls(channels.staircase(c)));
  // Only integers have products before them that can take a sign.
  const isMirrored = given.fact.domain === 'float32' && falling.includes(true);
  const activation = isMirrored ? mirrored(given, falling, channels.axis) : given;
  if ('declined' in activation) return activation;
  const { fact, stepCount, result } = activation;
  const many = stepCount > MOST_THRESHOLDS;
  const tooMany = `its ${stepCount + 1} codes need ${stepCount} thresholds; at most 8 bits become thresholds`;
  if (many && (fact.domain === 'float32' || stepCount > MOST_STEPS)) return declined(tooMany);
  const solved = lazily(() => solveChannels(activation, channels));
  const plan = lazily(() => (fact.domain === 'integer' ? planOf(activation, channels, solved()) : undefined));
  if (many && !plan()) return declined(`${tooMany}, and no multiplication and shift gives the same codes`);
  return {
    facts: { y: result },
    ascent: ascentOf(activation, channels),
    carry(build) {
      const multiply = many || prefers(activation, channels, solved, plan, cx.activations);
      const found = multiply ? plan() : undefined;
      return {
        y: found
          ? writeProduct(activation, channels, found, build)
          : writeThresholds(activation, channels, solved(), build),
      };
    },
  };
}

function channelsOf({ x, fact, step, zero, stepAxis }: Activation): Channels | Declined {
  const rank = x.type.shape.length;
  const staircases = staircasesOf(fact, step, zero);
  const own = float32Constants([...(fact.float32 ?? []), { values: mapField(step, toNumber), apply: () => 0 }]);
  const rows = alongAxis(
    zipField(staircases, own, (staircase, constants) => ({ staircase, constants })),
    rank,
    (a, b) => sameStaircase(a.staircase, b.staircase) && a.constants.every((value, i) => value === b.constants[i]),
  );
  const low = alongAxis(fact.low, rank, Object.is);
  const high = alongAxis(fact.high, rank, Object.is);
  if (!rows || !low || !high) return declined('its scale varies along several axes');
  const axes = new Set([rows.axis, low.axis, high.axis, stepAxis].filter((axis) => axis !== undefined));
  if (axes.size > 1) return declined('its scale and its range vary along different axes');
  const [axis] = axes;
  const at =
    <T>(entries: readonly T[]) =>
    (c: number): T =>
      entries[entries.length === 1 ? 0 : c]!;
  return {
    axis: axis ?? rank - 1,
    count: axis === undefined ? 1 : (x.type.shape[axis] ?? 1),
    staircase: (c) => at(rows.entries)(c).staircase,
    constants: (c) => at(rows.entries)(c).constants,
    low: at(low.entries),
    high: at(high.entries),
  };
}

const ascentOf = ({ x, fact, steps }: Activation, { count, staircase, low, high }: Channels): Ascent => ({
  x,
  domain: fact.domain,
  channels: count,
  at: (c) => ({ staircase: staircase(c), steps: steps(c), low: low(c), high: high(c) }),
});

function solveChannels(
  { fact, steps, stepCount, level }: Activation,
  { count, staircase, constants, low, high }: Channels,
): readonly ChannelThresholds[] {
  const stages = fact.float32;
  if (!stages || !level)
    return Array.from({ length: count }, (_, c) => solve(staircase(c), fact.domain, steps(c), low(c), high(c)));
  return Array.from({ length: count }, (_, c) => {
    const step = constants(c).at(-1) ?? 1;
    const thresholds = float32Thresholds(stages, constants(c), (value) => level(value, step, c), stepCount);
    return { flipped: false, thresholds };
  });
}

/** Lines only: no product bends. */
function planOf(
  { outType, first, evenFrom, stepSize = 1 }: Activation,
  { staircase, low, high }: Channels,
  solved: readonly ChannelThresholds[],
): RequantisePlan | undefined {
  if (outType === 'bipolar') return undefined;
  const lines = solved.flatMap((own, c) => {
    const seen = staircase(c);
    return 'line' in seen ? [{ line: seen.line, solved: own, low: low(c), high: high(c) }] : [];
  });
  return lines.length === solved.length ? planRequantise(lines, first, { stepSize, evenFrom }) : undefined;
}

function prefers(
  { stepCount, fact, outType }: Activation,
  { low, high }: Channels,
  solved: () => readonly ChannelThresholds[],
  plan: () => RequantisePlan | undefined,
  choice: IntegerContext['activations'],
): boolean {
  if (fact.domain === 'float32' || outType === 'bipolar' || choice === 'thresholds') return false;
  if (choice === 'multiply') return true;
  const reach = fitInt(low(0), high(0)).bits;
  return prefersMultiplication({ steps: stepCount, rows: solved().length, bits: reach }, plan);
}

function writeThresholds(
  { x, fact, outType, first }: Activation,
  { axis }: Channels,
  solved: readonly ChannelThresholds[],
  build: IntegerBuilder,
): Value {
  const rows = solved.length;
  const count = solved[0]?.thresholds.length ?? 0;
  const data = new Float64Array(rows * count);
  solved.forEach(({ thresholds }, c) => {
    data.set(thresholds, c * count);
  });
  const integer = build.integer(x);
  const flips = solved.map(({ flipped }) => (flipped ? -1 : 1));
  const signs = (): Value & { readonly constant: NonNullable<Value['constant']> } =>
    build.constant(tensor(bipolar, [rows], Int8Array.from(flips)));
  const input = flips.includes(-1) ? build.create(flip, { x: integer, signs: signs() }, { axis }).result.y : integer;
  const elem = fact.domain === 'integer' ? thresholdType(data) : float32;
  return build.create(
    multiThreshold,
    { x: input, thresholds: build.constant(tensor(elem, [rows, count], data)) },
    outType === 'bipolar'
      ? { outType: bipolar, outScale: 2, outBias: -1, axis }
      : { outType, outScale: 1, outBias: first, axis },
  ).result.y;
}

function thresholdType(data: Float64Array): ScalarType {
  let [low, high] = [0, 0];
  for (const value of data) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return fitInt(low, high);
}

function writeProduct(
  { x, first, stepCount, outType }: Activation,
  { axis }: Channels,
  { shift, rounding, multipliers, offsets }: RequantisePlan,
  build: IntegerBuilder,
): Value {
  const list = (values: readonly number[]): ReturnType<IntegerBuilder['constant']> =>
    build.constant(tensor(fitValues(values), [values.length], Float64Array.from(values)));
  return build.create(
    requantise,
    { x: build.integer(x), multipliers: list(multipliers), offsets: list(offsets) },
    { shift, rounding, low: first, high: first + stepCount, outType: outType as ScalarType, axis },
  ).result.y;
}
