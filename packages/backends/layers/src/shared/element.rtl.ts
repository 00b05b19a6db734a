import type { ScalarType } from '@finnc/ir';

/** How the library decodes the elements of a stream, the `KIND` of `finnc_decode`. */
export function elementKind(type: ScalarType): 0 | 1 | 2 {
  switch (type.kind) {
    case 'bipolar':
      return 2;
    case 'int':
      return type.signed ? 1 : 0;
    // Floats travel as signed keys in the same order.
    case 'ternary':
    case 'fixed':
    case 'float':
      return 1;
    default:
      return type satisfies never;
  }
}
