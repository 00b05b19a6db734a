import type { Tensor } from '../tensor/index.ts';
import type { ScalarType } from '../types/index.ts';

const floatBits = new DataView(new ArrayBuffer(4));

/**
 * A float32 as a signed integer in the same order: x ≥ t exactly where key(x) ≥ key(t).
 * −0 gets the key of +0; NaN has no place in the order.
 */
export function orderedKey(value: number): number {
  floatBits.setFloat32(0, value === 0 ? 0 : value);
  const bits = floatBits.getInt32(0);
  return bits >= 0 ? bits : bits ^ 0x7fffffff;
}

/** The bits of one element as an unsigned number: bipolar 1 for +1, integers in two's complement, floats as keys. */
export function encodeElement(type: ScalarType, value: number): bigint {
  switch (type.kind) {
    case 'bipolar':
      return value > 0 ? 1n : 0n;
    case 'float':
      return BigInt.asUintN(32, BigInt(orderedKey(value)));
    case 'fixed':
      return BigInt.asUintN(type.bits, BigInt(value * 2 ** type.fraction));
    case 'int':
    case 'ternary':
      return BigInt.asUintN(type.bits, BigInt(value));
    default:
      return type satisfies never;
  }
}

/** One word from consecutive elements, element 0 in the low bits. */
export function packWord(type: ScalarType, values: ArrayLike<number>, from: number, count: number): bigint {
  let word = 0n;
  if (type.bits * count <= 30) {
    let small = 0;
    for (let i = count - 1; i >= 0; i--) small = (small << type.bits) | Number(encodeElement(type, values[from + i]!));
    return BigInt(small);
  }
  for (let i = count - 1; i >= 0; i--) word = (word << BigInt(type.bits)) | encodeElement(type, values[from + i]!);
  return word;
}

/** The beats of a tensor on a stream of `lanes` elements, as hexadecimal numbers. */
export function packBeats(tensor: Tensor, lanes: number): string[] {
  const beats: string[] = [];
  for (let from = 0; from < tensor.data.length; from += lanes) {
    beats.push(packWord(tensor.type.elem, tensor.data, from, lanes).toString(16));
  }
  return beats;
}
