import { qnn, randomSource } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import { borderOf } from './border.ts';
import { classMap, positionsOf } from './positions.ts';

const square = { kernel: [3, 3], strides: [1, 1], dilations: [1, 1], pads: [1, 1, 1, 1] };

describe('classes of positions', () => {
  it('are nine of a 3×3 window with one pixel around, the inner one without a tap outside', () => {
    const border = borderOf([5, 6], square);
    expect(border).toMatchObject({ rowClasses: [0, 1, 1, 1, 2], columnClasses: [0, 1, 1, 1, 1, 2], taps: 9 });
    expect(border.outside).toHaveLength(9);
    expect(border.outside[0]).toEqual([0, 1, 2, 3, 6]);
    expect(border.outside[4]).toEqual([]);
  });

  it('are three of a window on one row', () => {
    const border = borderOf([1, 6], { ...square, kernel: [1, 3], pads: [0, 1, 0, 1] });
    expect(border.outside).toEqual([[0], [], [2]]);
  });

  it('are one, without lists, where all windows reach as far', () => {
    const border = borderOf([1, 1], square);
    expect(border).toMatchObject({ rowClasses: [], columnClasses: [], outside: [[0, 1, 2, 3, 5, 6, 7, 8]] });
    expect(borderOf([4, 4], { ...square, pads: [0, 0, 0, 0] }).outside).toEqual([[]]);
  });

  it('say of every window which taps lie outside', () => {
    const random = randomSource(5);
    const from = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
    const pair = (low: number, high: number): number[] => [from(low, high), from(low, high)];
    for (let round = 0; round < 200; round++) {
      const image = pair(1, 7);
      const window = {
        kernel: pair(1, 4),
        strides: pair(1, 3),
        dilations: pair(1, 2),
        pads: [...pair(0, 4), ...pair(0, 4)],
      };
      const fits = [0, 1].every(
        (axis) =>
          window.dilations[axis]! * (window.kernel[axis]! - 1) <
          image[axis]! + window.pads[axis]! + window.pads[axis + 2]!,
      );
      if (!fits) continue;
      const border = borderOf(image, window);
      const map = classMap(border);
      const offsets = qnn.windowOffsets(image, window, [image[1]!, 1]);
      const taps = window.kernel[0]! * window.kernel[1]!;
      expect(positionsOf(border).classes).toBe(border.outside.length);
      for (let result = 0; result < offsets.length / taps; result++) {
        const own = Array.from(offsets.subarray(result * taps, (result + 1) * taps));
        const outside = own.flatMap((offset, tap) => (offset < 0 ? [tap] : []));
        expect(border.outside[map[result] ?? 0]).toEqual(outside);
      }
    }
  });
});
