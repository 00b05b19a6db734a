import { alongAxis, declined, integerFact, scaledInteger } from '../analysis/index.ts';
import { equal, isWhole, toNumber } from '../math/rational.ts';
import { attr, defineOp, operand } from '../op/index.ts';
import { showType, sizeOf, tensor, tensorType, type Tensor } from '../tensor/index.ts';
import { bounds, fitValues, isInteger } from '../types/index.ts';
import { permuted } from './permuted.ts';
import { halfEven } from './rounding.ts';
import { integerArray } from './support.ts';

/** `floor` is an arithmetic shift; `half_even` adds a half and looks at the bits shifted out. */
export const shiftRoundings = ['floor', 'half_even'] as const;

/**
 * `y = clamp(round((multipliers[c] · x + offsets[c]) / 2^shift), low, high)` on integers, c along `axis`.
 *
 * What stands for thresholds where there would be too many of them. `|multiplier · x| + |offset|` stays below 2^53.
 */
export const requantise = defineOp({
  name: 'qnn.requantise',
  summary: 'Integer codes by multiplication and shift.',
  operands: { x: operand.value, multipliers: operand.constant, offsets: operand.constant },
  results: ['y'],
  attrs: {
    shift: attr.int({ min: 0, max: 52 }),
    rounding: attr.oneOf(shiftRoundings, { default: 'floor' }),
    low: attr.int(),
    high: attr.int(),
    outType: attr.type(),
    axis: attr.int({ min: 0 }),
  },
  infer({ x, multipliers, offsets }, { low, high, outType, axis }) {
    checkRequantisation(
      { multipliers: sizeOf(multipliers.type.shape), offsets: sizeOf(offsets.type.shape) },
      x.type.shape[axis] ?? 0,
    );
    if (!isInteger(x.type.elem)) throw new RangeError(`requantises ${showType(x.type)}`);
    const [least, most] = bounds(outType);
    if (low > high || BigInt(low) < least || BigInt(high) > most)
      throw new RangeError(`codes ${low} to ${high} do not fit ${outType.name}`);
    return { y: tensorType(outType, x.type.shape) };
  },
  evaluate({ x, multipliers, offsets }, attrs): { y: Tensor } {
    const data = requantised(x, multipliers, offsets, attrs);
    return { y: { type: tensorType(attrs.outType, x.type.shape), data } };
  },
});

/** @throws RangeError unless there is one parameter for all channels or one for each */
export function checkRequantisation(
  counts: { readonly multipliers: number; readonly offsets: number },
  channels: number,
): void {
  for (const [name, count] of Object.entries(counts)) {
    if (count !== 1 && count !== channels) throw new RangeError(`${count} ${name} for ${channels} channels`);
  }
}

export interface Requantisation {
  readonly shift: number;
  readonly rounding: (typeof shiftRoundings)[number];
  readonly low: number;
  readonly high: number;
  readonly outType: Tensor['type']['elem'];
  readonly axis: number;
}

/** The codes of x: the meaning of the op, and of the layer that it becomes. */
export function requantised(
  x: Tensor,
  multipliers: Tensor,
  offsets: Tensor,
  { shift, rounding, low, high, outType, axis }: Requantisation,
): Int32Array | Float64Array {
  const codes = integerArray(x.data.length, outType.bits);
  const inner = sizeOf(x.type.shape.slice(axis + 1));
  const channels = x.type.shape[axis] ?? 1;
  const [ms, bs] = [multipliers, offsets].map(
    ({ data }) =>
      (c: number): number =>
        data[data.length === 1 ? 0 : c]!,
  );
  const round = rounding === 'floor' ? Math.floor : halfEven;
  const unit = 2 ** shift;
  for (let i = 0, c = 0; i < codes.length; c = (c + 1) % channels) {
    const [m, b] = [ms!(c), bs!(c)];
    // Integers below 2^53 over a power of two are exact doubles.
    for (const end = i + inner; i < end; i++)
      codes[i] = Math.min(Math.max(round((x.data[i]! * m + b) / unit), low), high);
  }
  return codes;
}

/** Of the integer stage; its result is its own integer. A flip before it goes into the multipliers. */
export const requantiseInteger = scaledInteger.for(requantise, (node, cx) => {
  const { x, multipliers, offsets } = node.operand;
  const { low, high, axis } = node.attrs;
  const fact = cx.fact(x);
  if (!fact) return declined(cx.why(x));
  const rank = x.type.shape.length;
  const [scale, bias] = [alongAxis(fact.scale, rank, equal), alongAxis(fact.bias, rank, equal)];
  if (!scale || !bias || [scale, bias].some((along) => (along.axis ?? axis) !== axis))
    return declined('its scale varies along several axes');
  if (![...scale.entries, ...bias.entries].every(isWhole)) return declined('its input is no integer');
  const at = <T>(entries: ArrayLike<T>, c: number): T => entries[entries.length === 1 ? 0 : c]!;
  return {
    facts: { y: integerFact(low, high) },
    carry(build) {
      const channels = x.type.shape[axis] ?? 1;
      const [ms, bs] = [new Float64Array(channels), new Float64Array(channels)];
      for (let c = 0; c < channels; c++) {
        const m = at(multipliers.constant.data, c);
        ms[c] = m * toNumber(at(scale.entries, c));
        bs[c] = at(offsets.constant.data, c) + m * toNumber(at(bias.entries, c));
      }
      const operands = {
        x: build.integer(x),
        multipliers: build.constant(tensor(fitValues(ms), [channels], ms)),
        offsets: build.constant(tensor(fitValues(bs), [channels], bs)),
      };
      return { y: build.create(requantise, operands, node.attrs).result.y };
    },
  };
});

/** Parameters that all channels share do not say which axis they are on; the last one is where hardware has them. */
export const requantisePermuted = permuted.for(requantise, ({ operand: { multipliers, offsets }, attrs }, perm) => {
  const isShared = [multipliers, offsets].every(({ type }) => sizeOf(type.shape) === 1);
  return { operands: ['x'], attrs: { ...attrs, axis: isShared ? perm.length - 1 : perm.indexOf(attrs.axis) } };
});
