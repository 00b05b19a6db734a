import type { ElementName, OnnxNode } from '../../src/onnx/index.ts';
import { int64, op } from '../../src/import/small-model.test.helper.ts';
import type { Case } from './drawn.ts';

const two =
  (opType: string, types?: readonly ElementName[]): Case =>
  (draw) => {
    const shape = draw.shape(1, 4);
    const c = draw.tensor(draw.partner(shape));
    const inputs = draw.chance() ? 'x c' : 'c x';
    return { inputs: { x: shape }, constants: { c }, nodes: [op(opType, inputs, 'y')], ...(types ? { types } : {}) };
  };

/** A truth value of x, to feed what wants one. */
const truth = (output: string, bound: string): OnnxNode => op('Less', `x ${bound}`, output);
const logic =
  (opType: string): Case =>
  (draw) => ({
    inputs: { x: draw.shape(1, 3) },
    constants: { p: draw.tensor([]), q: draw.tensor([]) },
    nodes: [truth('a', 'p'), truth('b', 'q'), op(opType, opType === 'Not' ? 'a' : 'a b', 'y')],
    types: ['bool'],
  });
const several =
  (opType: string): Case =>
  (draw) => {
    const shape = draw.shape(1, 3);
    return {
      inputs: { x: shape, z: shape },
      constants: { c: draw.tensor(draw.partner(shape)) },
      nodes: [op(opType, draw.of('x', 'x c', 'x z', 'x c z'), 'y')],
    };
  };

export const pairs: Readonly<Record<string, Case>> = {
  Add: two('Add'),
  Sub: two('Sub'),
  Mul: two('Mul'),
  Div: two('Div'),
  Pow: two('Pow'),
  ...Object.fromEntries(['Min', 'Max', 'Sum', 'Mean'].map((opType) => [opType, several(opType)])),
  ...Object.fromEntries(
    ['Equal', 'Less', 'LessOrEqual', 'Greater', 'GreaterOrEqual'].map((opType) => [opType, two(opType, ['bool'])]),
  ),
  ...Object.fromEntries(['And', 'Or', 'Xor', 'Not'].map((opType) => [opType, logic(opType)])),
  Where: (draw) => {
    const shape = draw.shape(1, 4);
    return {
      inputs: { x: shape },
      constants: { p: draw.tensor([]), c: draw.tensor(draw.partner(shape)) },
      nodes: [truth('a', 'p'), op('Where', draw.of('a x c', 'a c x'), 'y')],
    };
  },
  Mod: (draw) => ({
    inputs: { x: [1] },
    constants: { a: int64(draw.int(-9, 9)), b: int64(draw.of(-3, 2, 5)) },
    nodes: [op('Mod', 'a b', 'm', { fmod: draw.int(0, 1) }), op('Cast', 'm', 'f', { to: 1 }), op('Add', 'x f', 'y')],
  }),
};
