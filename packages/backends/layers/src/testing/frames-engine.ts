import {
  frameProgram,
  frames as framesFacet,
  hasWasmEngine,
  runTensors,
  wasmEngine,
  type Engine as SimulatorEngine,
} from '@finnc/backend-simulator';
import { instructionSets, nativeEngine } from '@finnc/backend-simulator/node';
import { arm64Engine } from './arm64-engine.ts';
import type { Engine } from './engine.ts';

/** Layers one frame at a time on an engine that runs such programs. */
function framesOn(name: string, { frames: engine }: SimulatorEngine): readonly Engine[] {
  if (!engine) return [];
  return [
    {
      name: `its frame program on ${name}`,
      isOptional: true,
      unavailable: (op, registry) =>
        registry.answers(framesFacet.id, op) ? undefined : `${op} brings no instructions for one frame at a time`,
      run(graph, frames, registry) {
        const { program } = frameProgram(graph, registry);
        if (!program) return [];
        const loaded = engine.load(program);
        const outputs = runTensors(loaded, graph, frames);
        loaded.close();
        return outputs;
      },
    },
  ];
}

const native = instructionSets.map(async ({ name }) => {
  const made = await nativeEngine({ instructionSet: name });
  return 'reason' in made ? [] : framesOn(name, made);
});

const arm64 = arm64Engine();

/** WebAssembly, native code for each instruction set that there is here, if there is a C compiler, and ARM where asked for. */
export const framesEngines: readonly Engine[] = [
  ...(hasWasmEngine() ? framesOn('WebAssembly', wasmEngine()) : []),
  ...(await Promise.all(native)).flat(),
  ...(arm64 ? framesOn('emulated NEON', arm64) : []),
];
