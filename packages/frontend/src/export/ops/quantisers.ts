import { qnn, type FacetImplementation } from '@finnc/ir';
import { int, qonnxDomain, text, toOnnx, type OnnxWriter } from '../writer.ts';
import { modeNames, rounded } from './rounding.ts';

/** ±scale by sign; 0 counts as positive, as does −0. */
const bySign = (cx: OnnxWriter, x: string, scale: string): string =>
  cx.emit('Where', [cx.emit('GreaterOrEqual', [x, cx.floats([], [0])]), scale, cx.emit('Neg', [scale])]);

/** The custom operators take bit widths as inputs. */
const width = (cx: OnnxWriter, bits: number): string => cx.floats([], [bits]);

export const quantisersToOnnx: readonly FacetImplementation[] = [
  toOnnx.for(qnn.quant, ({ operand: { x, scale, zeroPoint }, attrs }, cx) => {
    const { bits, signed, narrow, rounding } = attrs;
    const [value, s, z] = [cx.tensor(x), cx.tensor(scale), cx.tensor(zeroPoint)];
    if (cx.target === 'qonnx') {
      const attributes = {
        signed: int(signed ? 1 : 0),
        narrow: int(narrow ? 1 : 0),
        rounding_mode: text(modeNames[rounding]),
      };
      return { y: cx.emit('Quant', [value, s, z, width(cx, bits)], attributes, qonnxDomain.name) };
    }
    const y = cx.emit('Add', [cx.emit('Div', [value, s]), z]);
    const [low, high] = qnn.quantBounds(attrs);
    // One signed bit is a sign, whatever the rounding.
    const code =
      bits === 1 && signed
        ? bySign(cx, y, cx.floats([], [1]))
        : rounded(cx, rounding, cx.emit('Clip', [y, cx.floats([], [low]), cx.floats([], [high])]));
    return { y: cx.emit('Mul', [cx.emit('Sub', [code, z]), s]) };
  }),
  toOnnx.for(qnn.bipolarQuant, ({ operand: { x, scale } }, cx) => ({
    y:
      cx.target === 'qonnx'
        ? cx.emit('BipolarQuant', [cx.tensor(x), cx.tensor(scale)], {}, qonnxDomain.name)
        : bySign(cx, cx.tensor(x), cx.tensor(scale)),
  })),
];
