import type { Choice, Planned } from '../choose-engine.ts';
import { simulatorDiagnostics } from '../diagnostics.ts';
import type { PortArray } from '../engine.ts';
import { newPortArray, portFrames, type PortFormat } from '../port-array.ts';
import type { Team, TeamFormats, TeamJob } from '../simulation.ts';
import { SimulatorError } from '../simulator-error.ts';
import { startCrew, type Crew } from './crew.ts';
import { control, inSharedMemory } from './share.ts';

/** Bytes of an array that are copied to or from shared memory at a time, where it does not lie there already. */
const STAGED_BYTES = 1 << 25;
const PROGRESS_MILLISECONDS = 50;

/** Workers with the engine and the programs of a choice; nothing where those run in the calling thread only. */
export function workerTeam({ engine, planned }: Choice, formats: TeamFormats, threads: number): Team | undefined {
  const recipe = engine.again;
  if (!recipe || planned.program === undefined) return undefined;
  const programs: Record<string, object> = {};
  const room = sharedRoom();
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
      await runStages(here, formats, job, room, () => thrown.length > 0);
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

/**
 * Shared memory that is used again: what a batch leaves behind would be given back late, since it weighs little on the heap.
 */
type SharedRoom = (place: string, format: PortFormat, frames: number) => PortArray;

function sharedRoom(): SharedRoom {
  const kept = new Map<string, PortArray>();
  return (place, format, frames) => {
    let array = kept.get(place);
    if (!array || array.length < format.length * frames) kept.set(place, (array = newPortArray(format, frames, true)));
    return portFrames(format, array, 0, frames);
  };
}

/** As many frames at a time as fit the shared memory that is set aside; all at once where arrays are shared already. */
async function runStages(
  crew: Crew,
  { inputs, outputs }: TeamFormats,
  job: TeamJob,
  room: SharedRoom,
  isOver: () => boolean,
): Promise<void> {
  const fitting = [...job.inputs, ...job.outputs].map((array, i) => {
    const { length } = [...inputs, ...outputs][i]!;
    return isShared(array) ? Infinity : Math.ceil(STAGED_BYTES / Math.max(1, length * array.BYTES_PER_ELEMENT));
  });
  const most = Math.max(job.block, Math.min(job.to - job.from, ...fitting));
  for (let from = job.from; from < job.to && !isOver(); from += most) {
    const frames = Math.min(most, job.to - from);
    const stage = (kind: string, formats: readonly PortFormat[], arrays: readonly PortArray[]): readonly Stage[] =>
      formats.map((format, i) => {
        const own = portFrames(format, arrays[i]!, from, from + frames);
        return { own, shared: isShared(own) ? own : room(`${kind} ${i}`, format, frames) };
      });
    const [given, taken] = [stage('input', inputs, job.inputs), stage('output', outputs, job.outputs)];
    for (const { own, shared } of given) if (own !== shared) shared.set(own);
    const before = from - job.from;
    await share(crew, job, given.map(sharedOf), taken.map(sharedOf), frames, before);
    for (const { own, shared } of taken) if (own !== shared) own.set(shared);
    job.onFrames(before + frames);
  }
}

/** A part of a batch where its owner has it, and where workers see it. */
interface Stage {
  readonly own: PortArray;
  readonly shared: PortArray;
}
const sharedOf = ({ shared }: Stage): PortArray => shared;
const isShared = ({ buffer }: PortArray): boolean => buffer instanceof SharedArrayBuffer;

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
