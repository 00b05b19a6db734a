import type { Ask, Graph } from '@finnc/ir';
import { chooseEngine, type Choice, type ChoiceOptions, type Planned } from './choose-engine.ts';
import type { EngineName, PortArray } from './engine.ts';
import { blockOf, openRunner, pickRunner, wantsOther, type Runner } from './runners.ts';
import { newPortArray, portFrames, type PortFormat } from './port-array.ts';
import { batchFrames, inputFormat, outputFormat, requireResults } from './ports.ts';

/** A graph made ready to run fast, with exactly the values of the plain simulator. */
export interface Simulation {
  readonly graph: Graph;
  readonly engine: ChosenEngine;
  /** How frames lie in the arrays that `run` takes and gives: in the graph's own layout, which its ports may permute. */
  readonly inputs: readonly PortFormat[];
  readonly outputs: readonly PortFormat[];
  /**
   * Any number of frames: a typed array an input to a typed array an output, each frame-major. Inputs are read in place and
   * must not change meanwhile.
   *
   * @throws RangeError if the arrays are not of the formats of `inputs`; the reason of `signal`, once it is aborted;
   *         SimulatorError if a worker dies
   */
  run(batch: readonly PortArray[], options?: RunOptions): Promise<readonly PortArray[]>;
  /**
   * The same at once, in the calling thread: for few frames, where a promise would take longer than the network.
   *
   * @param outputs  where results go; longer arrays are filled from their beginning
   * @throws RangeError if these are not of the formats of `outputs`, or too short
   */
  runSync(batch: readonly PortArray[], outputs?: readonly PortArray[]): readonly PortArray[];
  /**
   * One frame of a network with one input and one output, as soon as can be: with the same arrays as the last time it is
   * little more than a call of native code.
   *
   * @throws RangeError if the network has more ports, or the arrays are not of their formats
   */
  runFrame(input: PortArray, output: PortArray): void;
  /** Batches as they come, of any sizes; the next one is asked for when the outputs of the last have been taken. */
  stream(
    batches: Iterable<readonly PortArray[]> | AsyncIterable<readonly PortArray[]>,
    options?: RunOptions,
  ): AsyncGenerator<readonly PortArray[], void, undefined>;
  /** Ends its workers and gives its memory back. */
  close(): Promise<void>;
}

/** What runs, and why. */
export interface ChosenEngine extends Pick<Choice, 'notes'> {
  readonly name: EngineName;
  readonly detail: string;
  /** Of the programs so far: in mode `auto` another is made when a batch is better run by it. */
  readonly families: readonly Planned['family'][];
  /** Threads that large batches are divided among. */
  readonly threads: number;
}

export interface RunOptions {
  /** Stops between two blocks of frames. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}
export interface Progress {
  readonly frames: number;
  /** Frames in all; unknown in a stream. */
  readonly total?: number;
  readonly framesPerSecond: number;
}

/** Threads that divide frames among them. */
export interface Team {
  readonly threads: number;
  /** Begins to start the threads, unless they have. */
  start(): void;
  /** Whether `run` would begin at once: with work, or with what prevents it. */
  isReady(): boolean;
  /** Frames `from` to `to` of a batch, in blocks of `block`. */
  run(job: TeamJob): Promise<void>;
  close(): Promise<void>;
}
export interface TeamJob {
  readonly planned: Planned;
  readonly inputs: readonly PortArray[];
  readonly outputs: readonly PortArray[];
  readonly from: number;
  readonly to: number;
  readonly block: number;
  readonly signal?: AbortSignal | undefined;
  readonly onFrames: (done: number) => void;
}

export interface SimulationOptions extends ChoiceOptions {
  readonly threads: number;
  /** Makes threads for an engine; nothing if it runs in the calling thread only. */
  readonly team?: (choice: Choice, formats: TeamFormats, threads: number) => Team | undefined;
}
export interface TeamFormats {
  readonly inputs: readonly PortFormat[];
  readonly outputs: readonly PortFormat[];
}

/** Work for which threads are started, and work that is worth a message to threads that have. */
const START_SECONDS = 0.08;
const SHARE_SECONDS = 0.004;
/** Blocks that each thread gets of a batch at least: the last ones end at about the same time. */
const BLOCKS_A_THREAD = 8;

function sharedBlock(runner: Runner, frames: number, threads: number): number {
  const { unit } = runner.planned;
  const part = Math.floor(frames / (threads * BLOCKS_A_THREAD * unit)) * unit;
  return Math.min(blockOf(runner, frames), Math.max(unit, part));
}

/** @throws SimulatorError if the engine that is asked for cannot run the graph */
export async function openSimulation(graph: Graph, ask: Ask, options: SimulationOptions): Promise<Simulation> {
  const choice = await chooseEngine(graph, ask, options);
  const runners: Runner[] = [openRunner(choice.planned)];
  const others = [...choice.others];
  const inputs = graph.inputs.map(({ type }) => inputFormat(type));
  const outputs = graph.outputs.map(({ type }) => outputFormat(type));
  const team = options.threads > 1 ? options.team?.(choice, { inputs, outputs }, options.threads) : undefined;
  let closed = false;

  const runnerFor = (frames: number): Runner => {
    while (others.length > 0 && wantsOther(runners[0]!, frames)) {
      const planned = others.shift()!();
      if (planned) runners.push(openRunner(planned));
    }
    return pickRunner(runners, frames);
  };
  const countFrames = (batch: readonly PortArray[]): number => {
    if (closed) throw new Error('the simulation is closed');
    return batchFrames(graph, inputs, batch);
  };
  /** Runs the next block of a batch in the calling thread; how many frames it had. */
  const runBlock = (
    batch: readonly PortArray[],
    results: readonly PortArray[],
    done: number,
    total: number,
  ): number => {
    const runner = runnerFor(total - done);
    const frames = blockOf(runner, total - done);
    const pick = (formats: readonly PortFormat[], arrays: readonly PortArray[]): readonly PortArray[] =>
      frames === total ? arrays : arrays.map((array, i) => portFrames(formats[i]!, array, done, done + frames));
    runner.run(pick(inputs, batch), frames, pick(outputs, results));
    return frames;
  };
  /** The program for what is left of a batch, if that is work enough for several threads and they are there. */
  const toShare = (left: number): Runner | undefined => {
    const runner = runnerFor(left);
    if (!team || !runner.isMeasured()) return undefined;
    const seconds = ((runner.seconds() ?? 0) * left) / runner.planned.unit;
    if (team.isReady()) return seconds >= SHARE_SECONDS ? runner : undefined;
    if (seconds >= START_SECONDS) team.start();
    return undefined;
  };

  const run = async (batch: readonly PortArray[], { signal, onProgress }: RunOptions = {}): Promise<PortArray[]> => {
    signal?.throwIfAborted();
    const total = countFrames(batch);
    const results = outputs.map((format) => newPortArray(format, total));
    const start = performance.now();
    let rested = start;
    const tell = (frames: number): void => {
      const seconds = (performance.now() - start) / 1000;
      onProgress?.({ frames, total, framesPerSecond: frames / Math.max(seconds, 1e-9) });
    };
    for (let done = 0; done < total;) {
      const runner = toShare(total - done);
      if (runner) {
        const before = done;
        await team!.run({
          planned: runner.planned,
          inputs: batch,
          outputs: results,
          from: done,
          to: total,
          block: sharedBlock(runner, total - done, team!.threads),
          signal,
          onFrames: (count) => tell(before + count),
        });
        return results;
      }
      done += runBlock(batch, results, done, total);
      tell(done);
      if (done === total) break;
      if (performance.now() - rested >= REST_MILLISECONDS) {
        await rest();
        rested = performance.now();
      }
      signal?.throwIfAborted();
      if (closed) throw new Error('the simulation is closed');
    }
    return results;
  };

  const checkFrame = (input: PortArray, output: PortArray): void => {
    if (inputs.length !== 1 || outputs.length !== 1)
      throw new RangeError(`${inputs.length} inputs and ${outputs.length} outputs; runFrame takes one of each`);
    const found = countFrames([input]);
    const [room] = outputs;
    if (found !== 1 || output.length !== room!.length || output.constructor !== newPortArray(room!, 0).constructor)
      throw new RangeError(`${found} frames, and an output of ${output.length}; the frame has ${room!.length} results`);
  };
  const bind = (input: PortArray, output: PortArray): BoundFrame => {
    checkFrame(input, output);
    const runner = runnerFor(1);
    return { input, output, lengths: [input.length, output.length], run: runner.bind([input], [output]) };
  };
  let bound: BoundFrame | typeof unbound = unbound;

  return {
    graph,
    engine: {
      name: choice.engine.name,
      detail: choice.engine.detail,
      get families() {
        return runners.map(({ planned }) => planned.family);
      },
      threads: team?.threads ?? 1,
      notes: choice.notes,
    },
    inputs,
    outputs,
    run,
    runSync(batch, results) {
      const total = countFrames(batch);
      if (results) requireResults(outputs, results, total);
      const given = results ?? outputs.map((format) => newPortArray(format, total));
      for (let done = 0; done < total;) done += runBlock(batch, given, done, total);
      return given;
    },
    runFrame(input, output) {
      if (input !== bound.input || output !== bound.output) bound = bind(input, output);
      // Memory may have been given to another thread since: then there is none.
      else if (input.length !== bound.lengths[0] || output.length !== bound.lengths[1]) checkFrame(input, output);
      bound.run();
    },
    async *stream(batches, { signal, onProgress } = {}) {
      const start = performance.now();
      let before = 0;
      for await (const batch of batches) {
        const results = await run(batch, {
          ...(signal ? { signal } : {}),
          onProgress({ frames }) {
            const seconds = (performance.now() - start) / 1000;
            onProgress?.({ frames: before + frames, framesPerSecond: (before + frames) / Math.max(seconds, 1e-9) });
          },
        });
        before += batchFrames(graph, inputs, batch);
        yield results;
      }
    },
    async close() {
      closed = true;
      bound = unbound;
      for (const runner of runners) runner.close();
      await team?.close();
    },
  };
}

/** The arrays of the last frame, and what runs it again. */
interface BoundFrame {
  readonly input: PortArray;
  readonly output: PortArray;
  readonly lengths: readonly [number, number];
  run(): void;
}
const unbound = { input: undefined, output: undefined, lengths: [0, 0], run: (): void => undefined } as const;

/** The event loop gets a turn so often: an interrupt is heard, a terminal redrawn. */
const REST_MILLISECONDS = 12;
const rest = (): Promise<void> =>
  new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
