/** A constant of the design: `static const <type> <name><dims> = <initialiser>;` */
export interface CppTable {
  readonly name: string;
  readonly type: string;
  /** `[4][16]`, or empty for an object. */
  readonly dims: string;
  readonly initialiser: string;
}

export const declareTable = ({ name, type, dims, initialiser }: CppTable): string =>
  `static const ${type} ${name}${dims} = ${initialiser};`;

/** Nested braces around rows of literals, lines of at most about 100 characters. */
export function braces(rows: readonly string[]): string {
  const lines: string[] = [];
  let line = '';
  for (const [i, row] of rows.entries()) {
    const piece = i === rows.length - 1 ? row : `${row}, `;
    if (line.length + piece.length > 100 && line !== '') {
      lines.push(line.trimEnd());
      line = '';
    }
    line += piece;
  }
  if (line !== '') lines.push(line);
  return lines.length <= 1 ? `{${lines.join('')}}` : `{\n  ${lines.join('\n  ')}}`;
}

/**
 * Type of memory words of `bits` bits in a table. Native types, wider than asked at most to the next power of two: their
 * initialisers need no constructor calls, which would take g++ minutes for a network, and synthesis drops constant bits.
 */
export function wordType(bits: number): string {
  if (bits === 1) return 'bool';
  if (bits <= 8) return 'unsigned char';
  if (bits <= 16) return 'unsigned short';
  if (bits <= 32) return 'unsigned int';
  if (bits <= 64) return 'unsigned long long';
  return `finnc::Wide<${bits}>`;
}

/** A word as an initialiser of `wordType`. */
export function wordLiteral(word: bigint, bits: number): string {
  if (bits === 1) return word.toString();
  if (bits <= 32) return `0x${word.toString(16)}u`;
  if (bits <= 64) return `0x${word.toString(16)}ull`;
  const parts: string[] = [];
  for (let low = 0; low < bits; low += 64) parts.push(`0x${BigInt.asUintN(64, word >> BigInt(low)).toString(16)}ull`);
  return `{{${parts.join(', ')}}}`;
}
