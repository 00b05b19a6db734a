import { activationForm } from './activation.ts';
import { declined, integerFact, scaledInteger, uniform, type Field } from '../analysis/index.ts';
import { fromNumber, ONE, sign, ZERO, type Rational } from '../math/rational.ts';
import { defineOp, operand } from '../op/index.ts';
import { broadcastOffsets, tensor, tensorType, type Shape, type Tensor } from '../tensor/index.ts';
import { bipolar, float32 } from '../types/index.ts';
import { resultArray, shapeWith } from './support.ts';

/** QONNX `BipolarQuant`: +scale where x ≥ 0 (−0 too), else −scale; a NaN gives −scale. */
export const bipolarQuant = defineOp({
  name: 'qnn.bipolar_quant',
  summary: 'One-bit quantiser: the sign of x times the scale.',
  operands: { x: operand.value, scale: operand.constant },
  results: ['y'],
  attrs: {},
  infer: ({ x, scale }) => ({ y: tensorType(float32, shapeWith(x, scale)) }),
  evaluate({ x, scale }, _attrs, { arithmetic, settle }) {
    const y = resultArray(x.data.length, arithmetic);
    writeSigns(x.data, y);
    for (let i = 0; arithmetic === 'exact' && i < y.length; i++) {
      if (!(Math.abs(x.data[i]!) < 1e-9)) continue;
      const real = settle('x', i);
      if (real) y[i] = sign(real) >= 0 ? 1 : -1;
    }
    scaleSigns(y, scale, x.type.shape);
    return { y: { type: tensorType(float32, x.type.shape), data: y } };
  },
});

const signs = new WeakMap<Tensor, Tensor>();

/** ±1 by sign, kept with the weights they are of. */
function signsOf(weights: Tensor): Tensor {
  const seen = signs.get(weights);
  if (seen) return seen;
  const fresh = tensor(bipolar, weights.type.shape, new Int8Array(weights.data.length));
  writeSigns(weights.data, fresh.data);
  signs.set(weights, fresh);
  return fresh;
}

/** Without a branch: signs of weights are as good as random. */
function writeSigns(numbers: Tensor['data'], to: Tensor['data']): void {
  for (let i = 0; i < to.length; i++) to[i] = 2 * Number(numbers[i]! >= 0) - 1;
}

/** Makes ±1 the scale of its place, or minus that. */
function scaleSigns(signs: Tensor['data'], { type, data }: Tensor, shape: Shape): void {
  if (data.length === 1) {
    const [scale = 1] = data;
    for (let i = 0; scale !== 1 && i < signs.length; i++) signs[i]! *= scale;
    return;
  }
  const scaleAt = broadcastOffsets(type.shape, shape);
  for (let i = 0; i < signs.length; i++) signs[i]! *= data[scaleAt[i]!]!;
}

export const bipolarQuantInteger = scaledInteger.for(bipolarQuant, (node, cx) => {
  const { x, scale } = node.operand;
  if (scale.constant.data.some((s) => s === 0 || !Number.isFinite(s))) return declined('a scale is zero or not finite');
  const scales: Field<Rational> = { shape: scale.type.shape, data: Array.from(scale.constant.data, fromNumber) };
  const result = integerFact(-1, 1, scales);
  if (x.constant) {
    const constant = signsOf(x.constant);
    return { facts: { y: { ...result, constant } }, carry: (build) => ({ y: build.constant(constant) }) };
  }
  const fact = cx.curved(x);
  if (!fact) return declined(cx.why(x));
  const steps = [{ at: ZERO, strict: false }];
  return activationForm(
    {
      stepCount: 1,
      x,
      fact,
      step: uniform(ONE),
      zero: ZERO,
      steps: () => steps,
      outType: 'bipolar',
      first: -1,
      result,
      level: (value) => (value >= 0 ? 1 : 0),
    },
    cx,
  );
});
