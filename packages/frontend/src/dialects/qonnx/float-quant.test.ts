import { describe, expect, it } from 'vitest';
import { compute, floats, op, problems, small } from '../../import/small-model.test.helper.ts';

type Attributes = Parameters<typeof op>[3];
const e4m3 = { scale: [1], exponent: [4], mantissa: [3], bias: [7], max: [448] };
const model = (parameters: Partial<typeof e4m3>, attributes: Attributes = {}): ReturnType<typeof small> =>
  small({
    inputs: { x: [3] },
    constants: Object.fromEntries(
      Object.entries({ ...e4m3, ...parameters }).map(([name, values]) => [
        name,
        floats(values.length === 1 ? [] : [values.length], values),
      ]),
    ),
    nodes: [op('onnx.brevitas::FloatQuant', 'x scale exponent mantissa bias max', 'y', attributes)],
  });
const x = [1.0625, -17, 1000];

describe('FloatQuant', () => {
  it('gives the nearest minifloat; brevitas writes its mode in small letters', () => {
    expect(compute(model({}, { rounding_mode: 'round' }), x)).toEqual([1, -16, 448]);
  });
  it('overflows to what the format has', () => {
    expect(compute(model({}, { saturation: 0, has_inf: 1 }), x)).toEqual([1, -16, Infinity]);
    expect(compute(model({}, { saturation: 0, has_nan: 1 }), x)).toEqual([1, -16, NaN]);
  });
  it.each([
    ['nothing to overflow to', {}, { saturation: 0 }, 'neither saturates nor has a value for overflow'],
    ['formats that differ by channel', { mantissa: [3, 2, 3] }, {}, 'has a width of the mantissa per channel'],
    ['half a bit', { exponent: [3.5] }, {}, 'has a width of the exponent of 3.5'],
    ['a greatest value below zero', { max: [-1] }, {}, 'has a greatest value of -1'],
  ])('with %s is refused', (_name, parameters, attributes: Attributes, reason) => {
    expect(problems(model(parameters, attributes))).toEqual([`FINNC2102 FloatQuant node 'y' ${reason}`]);
  });
});
