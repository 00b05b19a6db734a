import type { Choice, Planned } from '../choose-engine.ts';
import { simulatorDiagnostics } from '../diagnostics.ts';
import type { PortArray } from '../engine.ts';
import { newPortArray, portFrames } from '../port-array.ts';
import type { Team, TeamFormats, TeamJob } from '../simulation.ts';
import { SimulatorError } from '../simulator-error.ts';
import { startCrew, type Crew } from './crew.ts';
import { control, inSharedMemory } from './share.ts';

/** Bytes of an input that are copied to shared memory at a time, where it does not lie there already. */
const STAGED_BYTES = 1 << 25;
const PROGRESS_MILLISECONDS = 50;

/** Workers with the engine and the programs of a choice; nothing where those run in the calling thread only. */
export function workerTeam({ engine, planned }: Choice, formats: TeamFormats, threads: number): Team | undefined {
  const recipe = engine.again;
  if (!recipe || planned.program === undefined) return undefined;
  const programs: Record<string, object> = {};
  let crew: Crew | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  /** Workers that have a program; those that were started without it make way for others. */
  const start = async ({ family, program }: Planned): Promise<Crew> => {
    if (!programs[family]) {
      programs[family] = inSharedMemory(program!);
      const before = crew;
      crew = undefined;
      await before?.close();
    }
    return (crew ??= startCrew({ recipe, programs: { ...programs }, ...formats }, threads));
  };
  const runNow = async (asked: TeamJob): Promise<void> => {
    const here = await start(asked.planned);
    // What a listener throws ends the batch, not the process, as it would from a timer.
    const thrown: unknown[] = [];
    const job: TeamJob = {
      ...asked,
      onFrames(done) {
        if (thrown.length > 0) return;
        try {
          asked.onFrames(done);
        } catch (error) {
          thrown.push(error);
        }
      },
    };
    try {
      await here.ready();
      await runStages(here, formats, job, () => thrown.length > 0);
    } catch (error) {
      if (job.signal?.aborted) throw error;
      // Those that are left are ended too; the next batch starts others.
      crew = undefined;
      await here.close();
      const reason = error instanceof Error ? error.message : String(error);
      throw new SimulatorError(simulatorDiagnostics.workerLost({ reason }), { cause: error });
    }
    if (thrown.length > 0) throw thrown[0];
  };
  return {
    threads,
    start() {
      turn = turn.then(() => start(planned)).catch(() => undefined);
    },
    isReady: () => crew?.isReady() ?? false,
    run(job) {
      // One batch after the other: two at once would only compete for the same cores.
      const result = turn.then(() => runNow(job));
      turn = result.catch(() => undefined);
      return result;
    },
    async close() {
      await turn;
      await crew?.close();
      crew = undefined;
    },
  };
}

/** As many frames at a time as fit the shared memory that is set aside; all at once where inputs are shared already. */
async function runStages(
  crew: Crew,
  { inputs, outputs }: TeamFormats,
  job: TeamJob,
  isOver: () => boolean,
): Promise<void> {
  const isShared = job.inputs.map(({ buffer }) => buffer instanceof SharedArrayBuffer);
  const bytes = job.inputs.map(({ BYTES_PER_ELEMENT }, i) => inputs[i]!.length * BYTES_PER_ELEMENT);
  const fitting = bytes.map((size, i) => (isShared[i] ? Infinity : Math.ceil(STAGED_BYTES / size)));
  const most = Math.max(job.block, ...[Math.min(job.to - job.from, ...fitting)]);
  const staged = inputs.map((format, i) => (isShared[i] ? undefined : newPortArray(format, most, true)));
  for (let from = job.from; from < job.to && !isOver(); from += most) {
    const frames = Math.min(most, job.to - from);
    const given = inputs.map((format, i) => {
      const part = portFrames(format, job.inputs[i]!, from, from + frames);
      staged[i]?.set(part);
      return staged[i] ?? part;
    });
    const room = outputs.map((format, i) => portFrames(format, job.outputs[i]!, from, from + frames));
    const before = from - job.from;
    await share(crew, job, given, room, frames, before);
    job.onFrames(before + frames);
  }
}

/** Has all workers divide frames among them. */
async function share(
  crew: Crew,
  { planned, block, signal, onFrames }: TeamJob,
  inputs: readonly PortArray[],
  outputs: readonly PortArray[],
  to: number,
  before: number,
): Promise<void> {
  const shared = new Int32Array(new SharedArrayBuffer(control.places * Int32Array.BYTES_PER_ELEMENT));
  const stop = (): void => void Atomics.store(shared, control.stop, 1);
  const timer = setInterval(() => {
    onFrames(before + Atomics.load(shared, control.done));
  }, PROGRESS_MILLISECONDS);
  signal?.addEventListener('abort', stop);
  if (signal?.aborted) stop();
  try {
    await crew.run({ family: planned.family, frames: { inputs, outputs, to, block, control: shared } });
  } finally {
    stop();
    clearInterval(timer);
    signal?.removeEventListener('abort', stop);
  }
  signal?.throwIfAborted();
}
