import { bipolar, fixed, float32, int, ternary, uint, MAX_BITS, type ScalarType } from './scalar.ts';

/** The type called `text` in `.fnir` (`int4`, `uint8`, `bipolar`, `fixed<8,7>`), or undefined. */
export function parseScalar(text: string): ScalarType | undefined {
  if (text === 'float32') return float32;
  if (text === 'bipolar') return bipolar;
  if (text === 'ternary') return ternary;
  const integer = /^(u?)int([1-9]\d?)$/.exec(text);
  if (integer && Number(integer[2]) <= MAX_BITS) return integer[1] ? uint(Number(integer[2])) : int(Number(integer[2]));
  const point = /^fixed<([1-9]\d?),(\d+)>$/.exec(text);
  if (point && Number(point[1]) <= MAX_BITS) return fixed(Number(point[1]), Number(point[2]));
  return undefined;
}

/** The name QONNX and FINN files use: `INT4`, `BIPOLAR`, `FIXED<8,1>` (total, integer bits), `FLOAT32`. */
export function qonnxName(type: ScalarType): string {
  return type.kind === 'fixed' ? `FIXED<${type.bits},${type.bits - type.fraction}>` : type.name.toUpperCase();
}

/** The type a QONNX or FINN annotation names, or undefined. `BINARY` is one unsigned bit. */
export function parseQonnxName(text: string): ScalarType | undefined {
  const name = text.trim().toLowerCase();
  if (name === 'binary') return uint(1);
  const point = /^fixed<(\d+),(\d+)>$/.exec(name);
  if (point) {
    const [bits, whole] = [Number(point[1]), Number(point[2])];
    return bits >= 1 && bits <= MAX_BITS && whole <= bits ? fixed(bits, bits - whole) : undefined;
  }
  return parseScalar(name);
}
