import {
  interpreted,
  kernel,
  plainSimulator,
  runTensors,
  sliced,
  slicedProgram,
  wasmEngine,
  type Engine as SimulatorEngine,
} from '@finnc/backend-simulator';
import { arm64Engine } from './arm64-engine.ts';
import type { Engine } from './engine.ts';

/** The simulator, for layers that bring a kernel; without one it would run `evaluate` and prove nothing. */
export const simulatorEngine: Engine = {
  name: 'the simulator',
  unavailable: (op, registry) =>
    registry.answers(kernel.id, op) ? undefined : `${op} brings no kernel for the simulator`,
  run: (graph, frames, registry) => plainSimulator(graph, registry).runBatch(frames),
};

/** The bit-sliced instructions of layers that bring such, in the plain interpreter, with complements and without. */
export const slicedEngine: Engine = {
  name: 'its bit-sliced form',
  isOptional: true,
  unavailable: (op, registry) =>
    registry.answers(sliced.id, op) ? undefined : `${op} brings no bit-sliced instructions`,
  run(graph, frames, registry) {
    const both = [true, false].map((complements) => interpreted(graph, registry, frames, complements));
    return both.flatMap((outputs) => outputs ?? []);
  },
};

/** The bit-sliced instructions of layers on an engine. */
const slicedOn = (name: string, open: () => SimulatorEngine): Engine => ({
  ...slicedEngine,
  name: `its bit-sliced form ${name}`,
  run(graph, frames, registry) {
    const engine = open().sliced!;
    const { program } = slicedProgram(graph, registry, engine);
    if (!program) return [];
    const loaded = engine.load(program);
    const outputs = runTensors(loaded, graph, frames);
    loaded.close();
    return outputs;
  },
});

const arm64 = arm64Engine();

/** WebAssembly, and ARM where that is asked for. */
export const slicedEngines: readonly Engine[] = [
  slicedOn('in WebAssembly', wasmEngine),
  ...(arm64 ? [slicedOn('on emulated NEON', () => arm64)] : []),
];
