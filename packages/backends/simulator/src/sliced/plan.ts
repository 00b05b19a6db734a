import type { Ask, Graph, Value } from '@finnc/ir';
import { NotSliced, SlicedBuilder } from './builder.ts';
import { sliced } from './facet.ts';
import type { SlicedProgram } from './program.ts';
import type { SlicedValue } from './value.ts';

export type SlicedPlan =
  | { readonly program: SlicedProgram; readonly unfit?: undefined }
  /** The layer that has no bit-sliced form, and why. */
  | { readonly program?: undefined; readonly unfit: { readonly layer: string; readonly why: string } };

/** A quarter of a gigabyte for 512 frames. */
const MOST_PLANES = 2 ** 22;

/** A graph of layers as a bit-sliced program. */
export function slicedProgram(graph: Graph, ask: Ask, options: { readonly complements: boolean }): SlicedPlan {
  const builder = new SlicedBuilder(options);
  const values = new Map<Value, SlicedValue>();
  const valueOf = (value: Value): SlicedValue => {
    const found = values.get(value);
    if (!found) throw new NotSliced('a constant is read as a value');
    return found;
  };
  let layer = 'the inputs';
  try {
    for (const value of graph.inputs) values.set(value, builder.input(value.type));
    for (const node of graph.order()) {
      layer = node.name;
      const made = ask.ask(sliced, node, { builder, valueOf });
      if (!made) throw new NotSliced(`'${node.op.name}' has no bit-sliced form`);
      for (const [key, value] of Object.entries<Value>(node.result)) {
        const result = made[key];
        if (!result) throw new RangeError(`the bit-sliced form of '${node.op.name}' gives no '${key}'`);
        values.set(value, result);
      }
    }
    layer = 'the outputs';
    for (const value of graph.outputs) builder.output(valueOf(value), value.type);
  } catch (error) {
    if (error instanceof NotSliced) return { unfit: { layer, why: error.message } };
    throw error;
  }
  const program = builder.finish();
  if (program.planes > MOST_PLANES)
    return { unfit: { layer, why: `its values fill ${program.planes} planes, more than ${MOST_PLANES}` } };
  return { program };
}
