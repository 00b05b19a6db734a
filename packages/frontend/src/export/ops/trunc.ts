import { broadcastOffsets, broadcastShape, qnn, sizeOf, type FacetImplementation, type Tensor } from '@finnc/ir';
import { int, qonnxDomain, text, toOnnx, type OnnxWriter } from '../writer.ts';
import { modeNames, rounded } from './rounding.ts';

/** A constant made of two, entry by entry. */
function combined(cx: OnnxWriter, a: Tensor, b: Tensor, of: (a: number, b: number) => number): string {
  const shape = broadcastShape(a.type.shape, b.type.shape);
  if (!shape) throw new RangeError('the parameters of a Trunc do not broadcast');
  const [inA, inB] = [broadcastOffsets(a.type.shape, shape), broadcastOffsets(b.type.shape, shape)];
  const values = Float64Array.from({ length: sizeOf(shape) }, (_, i) => of(a.data[inA[i]!]!, b.data[inB[i]!]!));
  return cx.floats(shape, values);
}

/** The integer that is to be truncated, without float noise. */
const whole = (cx: OnnxWriter, x: string, s: string, z: string): string =>
  cx.emit('Round', [cx.emit('Add', [cx.emit('Div', [x, s]), z])]);

export const truncToOnnx: readonly FacetImplementation[] = [
  toOnnx.for(qnn.trunc, ({ operand: { x, scale, zeroPoint, outScale }, attrs }, cx) => {
    const { bits, signed, narrow, rounding } = attrs;
    const [value, s, z, out] = [x, scale, zeroPoint, outScale].map((operand) => cx.tensor(operand)) as [
      string,
      string,
      string,
      string,
    ];
    if (cx.target === 'qonnx') {
      const width = cx.floats([], [bits]);
      const attributes = {
        rounding_mode: text(modeNames[rounding]),
        signed: int(signed ? 1 : 0),
        narrow: int(narrow ? 1 : 0),
      };
      // The width of its input is not looked at.
      return { y: cx.emit('Trunc', [value, s, z, width, out, width], attributes, qonnxDomain.name) };
    }
    const shift = combined(cx, scale.constant, outScale.constant, qnn.truncShift);
    const [low, high] = qnn.quantBounds(attrs);
    const inside = cx.emit('Clip', [
      cx.emit('Div', [whole(cx, value, s, z), shift]),
      cx.floats([], [low]),
      cx.floats([], [high]),
    ]);
    const moved = cx.emit('Sub', [rounded(cx, rounding, inside), cx.emit('Div', [z, shift])]);
    return { y: cx.emit('Mul', [moved, out]) };
  }),
  // Domain versions 1 and 2 do not go together in one file, so the old one is said by the new one, or written out.
  toOnnx.for(qnn.truncV1, ({ operand: { x, scale, zeroPoint }, attrs: { shift, rounding } }, cx) => {
    const [value, s, z] = [cx.tensor(x), cx.tensor(scale), cx.tensor(zeroPoint)];
    const by = 2 ** shift;
    if (cx.target === 'qonnx' && zeroPoint.constant.data.every((zero) => zero === 0)) {
      // Version 2 has the scale of fewer bits, which a power of two takes back exactly; 32 bits clamp nothing.
      const [width, fewer] = [32, Array.from(scale.constant.data, (step) => step * by)];
      const operands = [
        value,
        s,
        z,
        cx.floats([], [width]),
        cx.floats(scale.type.shape, fewer),
        cx.floats([], [width]),
      ];
      const attributes = { rounding_mode: text(modeNames[rounding]), signed: int(1), narrow: int(0) };
      const y = cx.emit('Trunc', operands, attributes, qonnxDomain.name);
      return { y: cx.emit('Mul', [y, cx.floats([], [1 / by])]) };
    }
    const code = rounded(cx, rounding, cx.emit('Div', [whole(cx, value, s, z), cx.floats([], [by])]));
    return { y: cx.emit('Mul', [cx.emit('Sub', [code, z]), s]) };
  }),
];
