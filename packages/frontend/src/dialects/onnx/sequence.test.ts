import { describe, expect, it } from 'vitest';
import { compute, int64, int64s, op, problems, shapeOf, small } from '../../import/small-model.test.helper.ts';

const places = { zero: int64(0), one: int64(1), last: int64(-1), two: int64(2), sizes: int64s(1, 3) };
const model = (...nodes: readonly ReturnType<typeof op>[]): ReturnType<typeof small> =>
  small({ inputs: { x: [2, 4] }, constants: places, nodes });

describe('a sequence', () => {
  it('is split, read and joined again', () => {
    const halves = model(
      op('SplitToSequence', 'x two', 's', { axis: 1 }),
      op('SequenceAt', 's last', 'b'),
      op('SequenceAt', 's zero', 'a'),
      op('Concat', 'b a', 'y', { axis: 1 }),
    );
    expect(compute(halves)).toEqual([2, 3, 0, 1, 6, 7, 4, 5]);
    const parts = model(op('SplitToSequence', 'x sizes', 's', { axis: 1 }), op('SequenceAt', 's one', 'y'));
    expect(shapeOf(parts)).toEqual([2, 3]);
  });
  it('of single entries may lose its axis, and get a new one', () => {
    const stacked = model(
      op('SplitToSequence', 'x', 's', { axis: 1, keepdims: 0 }),
      op('ConcatFromSequence', 's', 'y', { axis: 0, new_axis: 1 }),
    );
    expect(compute(stacked)).toEqual([0, 4, 1, 5, 2, 6, 3, 7]);
  });
  it('grows and shrinks', () => {
    const made = model(
      op('SequenceConstruct', 'x x', 's'),
      op('SequenceErase', 's', 't'),
      op('SequenceInsert', 't x zero', 'u'),
      op('SequenceLength', 'u', 'n'),
      op('Cast', 'n', 'f', { to: 1 }),
      op('SequenceAt', 'u last', 'v'),
      op('Mul', 'v f', 'y'),
    );
    expect(compute(made)).toEqual([0, 2, 4, 6, 8, 10, 12, 14]);
  });
  it.each([
    [
      'that is read beyond its end',
      [op('SequenceConstruct', 'x', 's'), op('SequenceAt', 's one', 'y')],
      'names place 1 of 1',
    ],
    [
      'in place of a tensor',
      [op('SequenceConstruct', 'x', 's'), op('Relu', 's', 'y')],
      'reads a sequence, not a tensor',
    ],
    ['that is an output', [op('SequenceEmpty', '_', 'y')], 'gives a sequence, which is no tensor'],
    ['that is a tensor', [op('SequenceAt', 'x zero', 'y')], 'has an input 0 that is no sequence'],
    [
      'whose parts do not cover it',
      [op('SplitToSequence', 'x sizes', 's'), op('SequenceAt', 's zero', 'y')],
      'splits 2 entries into parts of 1, 3',
    ],
  ])('%s is refused', (_name, nodes, reason) => {
    expect(problems(model(...nodes))[0]).toContain(reason);
  });
});
