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
