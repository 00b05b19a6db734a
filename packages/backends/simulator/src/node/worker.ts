import { Tinypool } from 'tinypool';
import type { Engine, LoadedProgram } from '../engine.ts';
import { portFrames } from '../port-array.ts';
import { control, type WorkerSetup, type WorkerTask } from './share.ts';

const { recipe, programs, inputs, outputs } = Tinypool.workerData as WorkerSetup;
let engine: Promise<Engine> | undefined;
const loaded = new Map<string, LoadedProgram>();

async function programOf(family: string): Promise<LoadedProgram> {
  const known = loaded.get(family);
  if (known) return known;
  engine ??= import(recipe.module).then((made: EngineModule) => made.engine(recipe.data));
  const runs = (await engine)[family as 'sliced'];
  if (!runs) throw new Error(`the engine of the worker runs no program of the family '${family}'`);
  const program = runs.load(programs[family] as never);
  loaded.set(family, program);
  return program;
}
interface EngineModule {
  engine(data: unknown): Engine | Promise<Engine>;
}

/** Takes blocks of frames until none are left or all are told to stop. */
export default async function work({ family, frames }: WorkerTask): Promise<void> {
  const program = await programOf(family);
  if (!frames) return;
  const { to, block, control: shared } = frames;
  while (Atomics.load(shared, control.stop) === 0) {
    const first = Atomics.add(shared, control.next, block);
    if (first >= to) return;
    const end = Math.min(to, first + block);
    program.run(
      inputs.map((format, i) => portFrames(format, frames.inputs[i]!, first, end)),
      end - first,
      outputs.map((format, i) => portFrames(format, frames.outputs[i]!, first, end)),
    );
    Atomics.add(shared, control.done, end - first);
  }
}
