import { qnn } from '@finnc/ir';
import {
  defineImporter,
  qonnxDomains,
  type Handle,
  type ImportContext,
  type OnnxImporter,
} from '../../import/handler.ts';
import { roundingOf } from './quant.ts';

/** What is beyond the greatest value: itself, or what the format has for it. */
function overflowOf(cx: ImportContext): 'saturate' | 'inf' | 'nan' {
  if (cx.int('saturation', 1) !== 0) return 'saturate';
  if (cx.int('has_inf', 0) !== 0) return 'inf';
  if (cx.int('has_nan', 0) !== 0) return 'nan';
  return cx.refuse('neither saturates nor has a value for overflow', 'set saturation, has_inf or has_nan');
}

/** FloatQuant(x, scale, exponent bits, mantissa bits, exponent bias, greatest value); the widths are float scalars. */
const floatQuant: Handle = (cx) => {
  const number = (index: number, name: string): number => {
    const { data } = cx.constantInput(index, name);
    const [value = NaN] = data;
    if (data.some((other) => other !== value)) return cx.refuse(`has a ${name} per channel`, 'use one format a layer');
    return value;
  };
  const whole = (index: number, name: string, low: number, high: number): number => {
    const value = number(index, name);
    return Number.isInteger(value) && value >= low && value <= high ? value : cx.refuse(`has a ${name} of ${value}`);
  };
  const max = cx.optional(5) ? number(5, 'greatest value') : Infinity;
  if (!(max > 0)) return cx.refuse(`has a greatest value of ${max}`);
  return [
    cx.create(
      qnn.floatQuant,
      { x: cx.input(0), scale: cx.constant(cx.constantInput(1, 'scale')) },
      {
        exponentBits: whole(2, 'width of the exponent', 1, 8),
        mantissaBits: whole(3, 'width of the mantissa', 0, 23),
        exponentBias: whole(4, 'bias of the exponent', -1024, 1024),
        max,
        rounding: roundingOf(cx, 'ROUND'),
        overflow: overflowOf(cx),
      },
    ).result.y,
  ];
};

export const floatQuantImporters: readonly OnnxImporter[] = defineImporter(qonnxDomains, 'FloatQuant', floatQuant);
