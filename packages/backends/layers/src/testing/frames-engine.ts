import { frameProgram, frames as framesFacet, runTensors } from '@finnc/backend-simulator';
import { instructionSets, nativeEngine } from '@finnc/backend-simulator/node';
import type { Engine } from './engine.ts';

/** Layers one frame at a time by native code, for each instruction set that there is here; none without a C compiler. */
export const framesEngines: readonly Engine[] = (
  await Promise.all(
    instructionSets.map(async ({ name }): Promise<readonly Engine[]> => {
      const native = await nativeEngine({ instructionSet: name });
      if ('reason' in native || !native.frames) return [];
      const { load } = native.frames;
      return [
        {
          name: `its frame program on ${name}`,
          isOptional: true,
          unavailable: (op, registry) =>
            registry.answers(framesFacet.id, op) ? undefined : `${op} brings no instructions for one frame at a time`,
          run(graph, frames, registry) {
            const { program } = frameProgram(graph, registry);
            if (!program) return [];
            const loaded = load(program);
            const outputs = runTensors(loaded, graph, frames);
            loaded.close();
            return outputs;
          },
        },
      ];
    }),
  )
).flat();
