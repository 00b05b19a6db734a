import { describe, expect, it } from 'vitest';
import { align, type Alignable } from './align.ts';

const layer = (kind: string, source: string, output = 'int8[1,4]'): Alignable => ({ kind, sources: [source], output });
const shown = (a: readonly Alignable[], b: readonly Alignable[]): string[] =>
  align(a, b).map(([left, right]) => `${left?.sources[0] ?? '-'} ${right?.sources[0] ?? '-'}`);

describe('aligning', () => {
  const chain = [layer('MVAU', 'f1'), layer('MVAU', 'f2'), layer('MVAU', 'f3')];

  it('pairs layers of the same source, whatever was put between them', () => {
    expect(shown(chain, [chain[0]!, layer('MVAU', 'new'), chain[1]!, chain[2]!])).toEqual([
      'f1 f1',
      '- new',
      'f2 f2',
      'f3 f3',
    ]);
  });

  it('pairs by kind and place where sources have other names', () => {
    const renamed = [layer('MVAU', 'a'), layer('MVAU', 'b'), layer('MVAU', 'c')];
    expect(shown(chain, renamed)).toEqual(['f1 a', 'f2 b', 'f3 c']);
  });

  it('leaves out what has no counterpart of its kind', () => {
    expect(shown(chain, [layer('Thresholding', 'in'), ...chain.slice(1)])).toEqual(['f1 -', '- in', 'f2 f2', 'f3 f3']);
  });

  it('takes empty sides', () => {
    expect(shown([], chain)).toEqual(['- f1', '- f2', '- f3']);
    expect(shown([], [])).toEqual([]);
  });
});
