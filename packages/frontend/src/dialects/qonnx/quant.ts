import { qnn } from '@finnc/ir';
import {
  defineImporter,
  qonnxDomains,
  type Handle,
  type ImportContext,
  type OnnxImporter,
} from '../../import/handler.ts';
import { refuseNaN } from '../../import/not-a-number.ts';

type ConstantInput = ReturnType<ImportContext['constant']>;
const parameter = (cx: ImportContext, index: number, name: string): ConstantInput =>
  cx.constant(cx.constantInput(index, name));

/** The rounding mode a node names, whatever its case. */
export function roundingOf(cx: ImportContext, fallback: string): qnn.RoundingMode {
  const mode = cx.string('rounding_mode', fallback);
  return (
    qnn.parseRoundingMode(mode) ??
    cx.refuse(`has the unknown rounding mode '${mode}'`, `known modes: ${qnn.roundingModes.join(', ')}`)
  );
}

/** Quant(x, scale, zero point, bit width); the bit width is a float scalar. */
const quant: Handle = (cx) => {
  const bits = cx.constantInput(3, 'bit width').data;
  if (bits.some((width) => !Object.is(width, bits[0])))
    return cx.refuse('has a bit width per channel', 'use one bit width a layer');
  const width = bits[0];
  if (width === undefined || !Number.isInteger(width) || width < 1 || width > 32) {
    return cx.refuse(`has a bit width of ${width ?? 'nothing'}`, 'use whole bit widths from 1 to 32');
  }
  const rounding = roundingOf(cx, 'ROUND');
  const scale = parameter(cx, 1, 'scale');
  if (scale.constant.data.some((s) => s === 0 || !Number.isFinite(s))) {
    return cx.refuse(
      'has a scale that is zero or not finite',
      'a channel has died in training, or the statistics were never collected',
    );
  }
  const zeroPoint = parameter(cx, 2, 'zero point');
  const widest = zeroPoint.constant.data.find((z) => !(Math.abs(z) <= 2 ** 31));
  if (widest !== undefined) {
    return cx.refuse(`has a zero point of ${widest}`, 'zero points lie among the codes: use one of at most 32 bits');
  }
  const x = cx.input(0);
  refuseNaN(cx, x.constant);
  return [
    cx.create(
      qnn.quant,
      { x, scale, zeroPoint },
      { bits: width, signed: cx.int('signed', 1) !== 0, narrow: cx.int('narrow', 0) !== 0, rounding },
    ).result.y,
  ];
};

const bipolarQuant: Handle = (cx) => {
  refuseNaN(cx, cx.input(0).constant);
  return [cx.create(qnn.bipolarQuant, { x: cx.input(0), scale: parameter(cx, 1, 'scale') }, {}).result.y];
};

const debugMarker: Handle = (cx) => [cx.input(0)];

export const quantImporters: readonly OnnxImporter[] = [
  ...defineImporter(qonnxDomains, 'Quant', quant),
  ...defineImporter(qonnxDomains, 'IntQuant', quant),
  ...defineImporter(qonnxDomains, 'BipolarQuant', bipolarQuant),
  ...defineImporter(qonnxDomains, 'DebugMarker', debugMarker),
];
