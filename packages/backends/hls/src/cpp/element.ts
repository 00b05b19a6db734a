import type { ScalarType } from '@finnc/ir';

/** The element struct of `finnc/element.hpp` that decodes a type's bits; float32 travels as a signed ordered key. */
export function elementType(type: ScalarType): string {
  switch (type.kind) {
    case 'bipolar':
      return 'finnc::Bipolar';
    case 'ternary':
      return 'finnc::Signed<2>';
    case 'int':
      return type.signed ? `finnc::Signed<${type.bits}>` : `finnc::Unsigned<${type.bits}>`;
    case 'fixed':
      return `finnc::Signed<${type.bits}>`;
    case 'float':
      return 'finnc::Signed<32>';
    default:
      return type satisfies never;
  }
}

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
