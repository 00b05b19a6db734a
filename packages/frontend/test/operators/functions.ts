import { float, op } from '../../src/import/small-model.test.helper.ts';
import type { Attributes, Case, Draw } from './drawn.ts';

const one =
  (opType: string, attributes: (draw: Draw) => Attributes = () => ({}), opset = 13): Case =>
  (draw) => ({ inputs: { x: draw.shape(1, 4) }, nodes: [op(opType, 'x', 'y', attributes(draw))], opset });

const parameter = (draw: Draw): ReturnType<typeof float> => float(draw.int(0, 8) / 4);

export const functions: Readonly<Record<string, Case>> = {
  ...Object.fromEntries(
    [
      ...['Abs', 'Acos', 'Acosh', 'Asin', 'Asinh', 'Atan', 'Atanh', 'Ceil', 'Cos', 'Cosh', 'Erf', 'Exp', 'Floor'],
      ...['Identity', 'Log', 'Neg', 'Reciprocal', 'Relu', 'Round', 'Sigmoid', 'Sign', 'Sin', 'Sinh', 'Softplus'],
      ...['Softsign', 'Sqrt', 'Tan', 'Tanh'],
    ].map((opType) => [opType, one(opType)]),
  ),
  Celu: one('Celu', (draw) => ({ alpha: float(draw.int(1, 8) / 4) })),
  Elu: one('Elu', (draw) => ({ alpha: parameter(draw) })),
  Gelu: one('Gelu', (draw) => ({ approximate: draw.of('none', 'tanh') }), 20),
  HardSigmoid: one('HardSigmoid', (draw) => ({ alpha: parameter(draw), beta: parameter(draw) })),
  HardSwish: one('HardSwish', () => ({}), 14),
  LeakyRelu: one('LeakyRelu', (draw) => ({ alpha: parameter(draw) })),
  Mish: one('Mish', () => ({}), 18),
  Selu: one('Selu', (draw) => ({ alpha: parameter(draw), gamma: parameter(draw) })),
  Shrink: one('Shrink', (draw) => ({ lambd: parameter(draw), bias: parameter(draw) })),
  ThresholdedRelu: one('ThresholdedRelu', (draw) => ({ alpha: parameter(draw) })),
  Clip: (draw) => ({
    inputs: { x: draw.shape(1, 4) },
    constants: { low: draw.tensor([]), high: draw.tensor([]) },
    nodes: [op('Clip', draw.of('x low high', 'x low', 'x _ high', 'x'), 'y')],
  }),
  PRelu: (draw) => {
    const shape = draw.shape(1, 4);
    const slope = draw.tensor(draw.partner(shape));
    return { inputs: { x: shape }, constants: { slope }, nodes: [op('PRelu', 'x slope', 'y')] };
  },
};
