import { fitInt, isInteger, type ScalarType, type Tensor } from '@finnc/ir';
import { braces, elementType, type CppTable } from '@finnc/backend-hls';
import { floatKey } from './activation.ts';

/** A policy object of `finnc/activation.hpp` and the pragma that gives every PE its own copy of the table. */
export interface ActivationPolicy {
  readonly table: CppTable;
  readonly pragmas: readonly string[];
}

/**
 * Thresholds as C++: a row a channel, row `nf · PE + pe` at `values[pe][nf]`, or one row for all.
 *
 * @param input  type of what is compared; thresholds on float32 become ordered keys, as their inputs do
 */
export function thresholdPolicy(
  name: string,
  thresholds: Tensor,
  input: ScalarType,
  outType: ScalarType,
  outBias: number,
  fold: { readonly pe: number; readonly channels: number },
): ActivationPolicy {
  const [rows = 1, steps = 0] = thresholds.type.shape;
  const key = isInteger(input) ? (t: number): number => t : floatKey;
  const values = Array.from(thresholds.data, key);
  const type = `ap_int<${signedBits(values)}>`;
  const out = elementType(outType);
  const bias = outType.kind === 'bipolar' ? 0 : outBias;
  const row = (channel: number): string => braces(values.slice(channel * steps, (channel + 1) * steps).map(String));
  if (rows === 1) {
    return {
      table: {
        name,
        type: `finnc::SharedThresholds<${steps}, ${type}, ${out}, ${bias}>`,
        dims: '',
        initialiser: `{${row(0)}}`,
      },
      pragmas: [`ARRAY_PARTITION variable = ${name}.values complete dim = 0`],
    };
  }
  const { pe, channels } = fold;
  const groups = channels / pe;
  const perPe = Array.from({ length: pe }, (_, p) =>
    braces(Array.from({ length: groups }, (_unused, nf) => row(nf * pe + p))),
  );
  return {
    table: {
      name,
      type: `finnc::Thresholds<${pe}, ${groups}, ${steps}, ${type}, ${out}, ${bias}>`,
      dims: '',
      initialiser: `{${braces(perPe)}}`,
    },
    pragmas: [`ARRAY_PARTITION variable = ${name}.values complete dim = 1`],
  };
}

/** Bits of a signed type that holds all values. */
export function signedBits(values: ArrayLike<number>): number {
  let [low, high] = [-1, 0];
  for (let i = 0; i < values.length; i++) {
    if (values[i]! < low) low = values[i]!;
    if (values[i]! > high) high = values[i]!;
  }
  return fitInt(low, high).bits;
}
