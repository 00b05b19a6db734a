import type { qnn } from '@finnc/ir';
import type { OnnxWriter } from '../writer.ts';

/** What QONNX calls rounding modes. */
export const modeNames: Readonly<Record<qnn.RoundingMode, string>> = {
  half_even: 'ROUND',
  half_up: 'HALF_UP',
  half_down: 'HALF_DOWN',
  ceil: 'CEIL',
  floor: 'FLOOR',
  up: 'UP',
  down: 'DOWN',
};

/** Rounding in ONNX's operators, by the formulas of QONNX: |y| ± 0.5 rounds to float32 before it is floored. */
export function rounded(cx: OnnxWriter, mode: qnn.RoundingMode, y: string): string {
  const half = (): string => cx.floats([], [0.5]);
  const signed = (magnitude: string): string => cx.emit('Mul', [cx.emit('Sign', [y]), magnitude]);
  switch (mode) {
    case 'half_even':
      return cx.emit('Round', [y]);
    case 'floor':
      return cx.emit('Floor', [y]);
    case 'ceil':
      return cx.emit('Ceil', [y]);
    case 'up':
      return signed(cx.emit('Ceil', [cx.emit('Abs', [y])]));
    case 'down':
      return signed(cx.emit('Floor', [cx.emit('Abs', [y])]));
    case 'half_up':
      return signed(cx.emit('Floor', [cx.emit('Add', [cx.emit('Abs', [y]), half()])]));
    case 'half_down':
      return signed(cx.emit('Ceil', [cx.emit('Sub', [cx.emit('Abs', [y]), half()])]));
    default:
      return mode satisfies never;
  }
}
