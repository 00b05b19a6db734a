import { qnn, type Value } from '@finnc/ir';
import { floats } from '../../import/context.ts';
import { defineImporter, type Handle, type OnnxImporter } from '../../import/handler.ts';

type Arithmetic = typeof qnn.add | typeof qnn.sub | typeof qnn.mul | typeof qnn.div;
const binary =
  (op: Arithmetic): Handle =>
  (cx) => [cx.create(op, { a: cx.input(0), b: cx.input(1) }, {}).result.y];

/** TensorNorm exports its square root as Pow(x, 0.5) of a constant. */
const pow: Handle = (cx) => {
  const exponent = cx.constantInput(1, 'exponent').data;
  const base = cx.input(0).constant;
  if (!base || exponent.length !== 1) return cx.refuse('raises a moving tensor to a power');
  const power = exponent[0]!;
  const value = (x: number): number => (power === 0.5 ? Math.sqrt(x) : x ** power);
  return [cx.constant(floats(base.type.shape, Float32Array.from(base.data, value)))];
};

const identity: Handle = (cx) => [cx.input(0)];

const batchNormalization: Handle = (cx) => {
  if (cx.int('training_mode', 0) !== 0) return cx.refuse('is in training mode', 'call model.eval() before export');
  const x = cx.input(0);
  const parameter = (index: number, name: string): ReturnType<typeof cx.constant> =>
    cx.constant(cx.constantInput(index, name));
  return [
    cx.create(
      qnn.batchNorm,
      {
        x,
        gamma: parameter(1, 'scale'),
        beta: parameter(2, 'bias'),
        mean: parameter(3, 'mean'),
        variance: parameter(4, 'variance'),
      },
      { epsilon: cx.float('epsilon', 1e-5), axis: Math.min(1, x.type.shape.length - 1) },
    ).result.y,
  ];
};

/** float to float and integer constants to float keep every value; other casts round. */
const cast: Handle = (cx) => {
  const FLOAT = 1;
  if (cx.int('to') !== FLOAT) {
    if (cx.input(0).constant) return [cx.input(0)];
    return cx.refuse('casts a moving tensor to another type than float32');
  }
  const x: Value = cx.input(0);
  return [x];
};

export const elementwiseImporters: readonly OnnxImporter[] = [
  ...defineImporter('', 'Add', binary(qnn.add)),
  ...defineImporter('', 'Sub', binary(qnn.sub)),
  ...defineImporter('', 'Mul', binary(qnn.mul)),
  ...defineImporter('', 'Div', binary(qnn.div)),
  ...defineImporter('', 'Pow', pow),
  ...defineImporter('', 'Identity', identity),
  ...defineImporter('', 'Dropout', identity),
  ...defineImporter('', 'Cast', cast),
  ...defineImporter('', 'BatchNormalization', batchNormalization),
];
