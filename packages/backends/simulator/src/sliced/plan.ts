import type { Ask, Graph } from '@finnc/ir';
import { writeLayers, type Written } from '../write-layers.ts';
import { NotSliced, SlicedBuilder } from './builder.ts';
import { sliced } from './facet.ts';
import type { SlicedProgram } from './program.ts';

/** A program, or the layer that has no bit-sliced form, and why. */
export type SlicedPlan = Written<SlicedProgram>;

/** A quarter of a gigabyte for 512 frames. */
const MOST_PLANES = 2 ** 22;

/** A graph of layers as a bit-sliced program. */
export function slicedProgram(graph: Graph, ask: Ask, options: { readonly complements: boolean }): SlicedPlan {
  const builder = new SlicedBuilder(options);
  return writeLayers(graph, ask, {
    facet: sliced,
    form: 'bit-sliced form',
    builder,
    refusal: NotSliced,
    input: (type) => builder.input(type),
    output: (value, type) => {
      builder.output(value, type);
    },
    finish() {
      const program = builder.finish();
      if (program.planes > MOST_PLANES)
        throw new NotSliced(`its values fill ${program.planes} planes, more than ${MOST_PLANES}`);
      return program;
    },
  });
}
