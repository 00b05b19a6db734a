import { describe, expect, it } from 'vitest';
import { ConfusionCounter, confusionText } from './confusion.ts';

const counted = (pairs: readonly (readonly [number, number])[], classes?: number) => {
  const counter = new ConfusionCounter();
  for (const [label, chosen] of pairs) counter.add(label, chosen);
  return counter.matrix(classes);
};

describe('a confusion matrix', () => {
  it('has a row a label and a column a class, as many as there are', () => {
    const pairs = [
      [0, 0],
      [0, 2],
      [0, 2],
      [1, 1],
    ] as const;
    expect(counted(pairs).counts).toEqual([
      [1, 0, 2],
      [0, 1, 0],
      [0, 0, 0],
    ]);
    expect(counted(pairs, 4).counts.map((row) => row.length)).toEqual([4, 4, 4, 4]);
    expect(counted([]).counts).toEqual([]);
  });

  it('is a table of names, with what was right of each', () => {
    const matrix = counted([
      [0, 0],
      [0, 1],
      [1, 1],
    ]);
    expect(confusionText(matrix, ['cat', 'a longer name'])).toEqual([
      'label          cat  a longer n    right',
      'cat              1           1   50.0 %',
      'a longer name    ·           1  100.0 %',
    ]);
    expect(confusionText(counted([[1, 0]]), [])).toEqual(['label  0  1  right', '0      ·  ·', '1      1  ·  0.0 %']);
  });

  it('of many classes is a list of the most frequent mistakes', () => {
    const matrix = counted(
      [
        [3, 3],
        [30, 4],
        [7, 8],
        [7, 8],
      ],
      40,
    );
    expect(confusionText(matrix, [])).toEqual([
      'label  taken for  frames',
      '7      8               2',
      '30     4               1',
    ]);
  });
});
