import type { OnnxModel } from '../../src/onnx/index.ts';
import { small } from '../../src/import/small-model.test.helper.ts';
import type { Case, Drawn } from './drawn.ts';
import { functions } from './functions.ts';
import { pairs } from './pairs.ts';
import { linear, products } from './products.ts';
import { quantisers } from './quantisers.ts';
import { reductions } from './reductions.ts';
import { sequences } from './sequences.ts';
import { shapes } from './shapes.ts';
import { windows } from './windows.ts';

export { Draw } from './drawn.ts';

/** A case for each operator that is read, drawn over its shapes and attributes. */
export const operatorCases: Readonly<Record<string, Case>> = {
  ...functions,
  ...pairs,
  ...reductions,
  ...linear,
  ...windows,
  ...shapes,
  ...quantisers,
  ...products,
  ...sequences,
};

/** The drawn case as a model. */
export function modelOf({ opset = 13, types = ['float32'], ...drawn }: Drawn): OnnxModel {
  const outputs = types.map((_, i) => (i === 0 ? 'y' : `y${i}`));
  const model = small({ ...drawn, outputs, opsets: new Map([['', opset]]) });
  const used = new Set(drawn.nodes.flatMap(({ inputs }) => inputs));
  const { graph } = model;
  return {
    ...model,
    graph: {
      ...graph,
      inputs: graph.inputs.filter(({ name }) => used.has(name)),
      outputs: graph.outputs.map((info, i) => ({ ...info, elemType: types[i]! })),
    },
  };
}
