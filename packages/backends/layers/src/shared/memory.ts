import { isInteger, type ScalarType } from '@finnc/ir';
import { finnBram18, hlsRom } from '@finnc/target';
import type { Estimate } from '@finnc/ir/hw';
import type { RamStyle } from './memory-styles.ts';

/** What `BIND_STORAGE` calls a style. */
export const storageOf = { auto: 'auto', block: 'bram', distributed: 'lutram' } as const;

/**
 * An estimate with its weight memories, `count` of `width` bits by `depth` words, in the style asked for instead of
 * the one their size suggests.
 */
export function withMemory(
  law: Estimate,
  { count, width, depth }: { readonly count: number; readonly width: number; readonly depth: number },
  style: RamStyle,
): Estimate {
  if (style === 'auto') return law;
  const logic = law.lut - hlsRom(count, width, depth).lut;
  return style === 'block'
    ? { ...law, lut: logic, bram18: count * finnBram18(width, depth) }
    : { ...law, lut: logic + count * width * Math.ceil(depth / 64), bram18: 0 };
}

/** FINN's laws ask whether inputs have a sign. */
export const isSigned = (type: ScalarType): boolean => isInteger(type) && (type.kind !== 'int' || type.signed);
