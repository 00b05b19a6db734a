/** A double in the fewest digits that give it back; `-0`, `inf` and `nan` have their own words. */
export function showNumber(value: number): string {
  if (Object.is(value, -0)) return '-0';
  if (value === Infinity) return 'inf';
  if (value === -Infinity) return '-inf';
  return Number.isNaN(value) ? 'nan' : String(value);
}

/** The number a word means, or undefined. */
export function readNumber(text: string): number | undefined {
  if (text === 'inf' || text === '+inf') return Infinity;
  if (text === '-inf') return -Infinity;
  if (text === 'nan') return NaN;
  const value = /\d/.test(text) ? Number(text) : NaN;
  return Number.isNaN(value) ? undefined : value;
}

export const showNumbers = (values: ArrayLike<number>): string => `[${Array.from(values, showNumber).join(', ')}]`;
