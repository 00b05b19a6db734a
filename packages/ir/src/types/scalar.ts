/** Scalar value sets. A type says which numbers may appear, never how they are packed. */
export type ScalarType = IntType | BipolarType | TernaryType | FixedType | FloatType;
export interface IntType {
  readonly kind: 'int';
  readonly name: string;
  readonly bits: number;
  readonly signed: boolean;
}
export interface BipolarType {
  readonly kind: 'bipolar';
  readonly name: 'bipolar';
  readonly bits: 1;
}
export interface TernaryType {
  readonly kind: 'ternary';
  readonly name: 'ternary';
  readonly bits: 2;
}
/** Signed fixed point: `bits` in all, `fraction` of them after the point; values are multiples of 2^-fraction. */
export interface FixedType {
  readonly kind: 'fixed';
  readonly name: string;
  readonly bits: number;
  readonly fraction: number;
}
export interface FloatType {
  readonly kind: 'float';
  readonly name: 'float32';
  readonly bits: 32;
}

/** Widest integer type the IR knows; wider accumulators have no use and would hide a mistake. */
export const MAX_BITS = 64;

const interned = new Map<string, ScalarType>();

function intern<T extends ScalarType>(type: T): T {
  const seen = interned.get(type.name);
  if (seen) return seen as T;
  Object.freeze(type);
  interned.set(type.name, type);
  return type;
}

function checkedBits(bits: number): number {
  if (!Number.isInteger(bits) || bits < 1 || bits > MAX_BITS) {
    throw new RangeError(`a type of ${bits} bits; widths run from 1 to ${MAX_BITS}`);
  }
  return bits;
}

export const int = (bits: number): IntType =>
  intern({ kind: 'int', name: `int${bits}`, bits: checkedBits(bits), signed: true });
export const uint = (bits: number): IntType =>
  intern({ kind: 'int', name: `uint${bits}`, bits: checkedBits(bits), signed: false });
export const fixed = (bits: number, fraction: number): FixedType =>
  intern({ kind: 'fixed', name: `fixed<${bits},${fraction}>`, bits: checkedBits(bits), fraction });
export const bipolar: BipolarType = intern({ kind: 'bipolar', name: 'bipolar', bits: 1 });
export const ternary: TernaryType = intern({ kind: 'ternary', name: 'ternary', bits: 2 });
export const float32: FloatType = intern({ kind: 'float', name: 'float32', bits: 32 });

/** Whether every value of the type is an integer. */
export const isInteger = (type: ScalarType): type is IntType | BipolarType | TernaryType =>
  type.kind === 'int' || type.kind === 'bipolar' || type.kind === 'ternary';
