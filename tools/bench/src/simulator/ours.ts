import {
  chooseEngine,
  inputFormat,
  newPortArray,
  outputFormat,
  planners,
  SimulatorError,
  type PortArray,
} from '@finnc/backend-simulator';
import { randomSource, type Graph, type Registry } from '@finnc/ir';
import { openVariant, type Variant } from '../variants.ts';
import type { BenchNetwork } from './networks.ts';
import { shortRate, type Measurement, type Subject } from './subject.ts';

/** A subject, or a row that says why there is none. */
export type Entry = Subject | Measurement;
export const isSubject = (entry: Entry): entry is Subject => 'run' in entry;

/** A compiled network and the engine that is to run it. */
export interface Setting {
  readonly network: BenchNetwork;
  readonly graph: Graph;
  readonly registry: Registry;
  readonly variant: Variant;
}

/** Most bytes of images a call: more than any cache holds, so that reading them from memory is measured, too. */
const BATCH_BYTES = 128 << 20;
/** Time of a call: enough to be worth dividing among threads. */
const BATCH_SECONDS = 0.15;

/** Slices of a thread in a call: with fewer, one thread waits for the last of the other. */
const LEAST_SLICES = 8;
/** Frames that are taken for a slice where a program takes one at a time. */
const SINGLE_FRAMES = 8;

/** Batches of images through the interface that users have. */
export async function throughputEntry(setting: Setting, threads: number): Promise<Entry> {
  const { network, graph, registry, variant } = setting;
  const about = { engine: variant.name, network: network.name, threads, mode: 'throughput' } as const;
  return orNote(about, async () => {
    const simulation = await openVariant(variant, graph, registry, { threads, mode: 'throughput' });
    const images = (frames: number): readonly PortArray[] =>
      simulation.inputs.map((format) => filled(newPortArray(format, frames, true)));
    const slice = simulation.engine.families.includes('sliced') ? variant.slice : SINGLE_FRAMES;
    const one = images(slice);
    // The first calls tell how fast a program is, and wait for threads.
    for (let call = 0; call < 4; call++) await simulation.run(one);
    const rate = await shortRate(() => simulation.run(one), slice, BATCH_SECONDS);
    const bytes = simulation.inputs.reduce((sum, { length }) => sum + length, 0);
    const wanted = Math.min(BATCH_BYTES / bytes, threads * BATCH_SECONDS * rate);
    const batch = Math.max(threads * LEAST_SLICES, Math.floor(wanted / slice)) * slice;
    const all = images(batch);
    const { detail, families } = simulation.engine;
    return {
      ...about,
      detail: `${detail}, ${families.join(' and ')}`,
      batch,
      async run(calls) {
        for (let call = 0; call < calls; call++) await simulation.run(all);
      },
      close: () => simulation.close(),
    };
  });
}

/** One frame a call, through the interface that users have, in the calling thread. */
export async function latencyEntry(setting: Setting): Promise<Entry> {
  const { network, graph, registry, variant } = setting;
  const about = { engine: variant.name, network: network.name, threads: 1, mode: 'latency' } as const;
  return orNote(about, async () => {
    const simulation = await openVariant(variant, graph, registry, { threads: 1, mode: 'latency' });
    const image = filled(newPortArray(simulation.inputs[0]!, 1));
    const result = newPortArray(simulation.outputs[0]!, 1);
    const { detail, families } = simulation.engine;
    return {
      ...about,
      detail: `${detail}, ${families.join(' and ')}`,
      batch: 1,
      run(calls) {
        for (let call = 0; call < calls; call++) simulation.runFrame(image, result);
      },
      close: () => simulation.close(),
    };
  });
}

/** Frames of a call that tells what one takes inside the engine. */
const INSIDE = 256;

/** Frames one after the other within a call, by the program for single frames: what one takes inside the engine. */
export async function insideEntry({ network, graph, registry, variant }: Setting): Promise<Entry> {
  const about = { engine: variant.name, network: network.name, threads: 1, mode: 'latency' } as const;
  return orNote(about, async () => {
    const engines = variant.source ? [variant.source] : [];
    const choice = await chooseEngine(graph, registry, { engine: variant.engine, mode: 'latency', engines, planners });
    const { planned } = choice;
    if (planned.family !== 'frames')
      return { ...about, detail: '', batch: INSIDE, note: 'it has no program for single frames' };
    const program = planned.load();
    const inputs = graph.inputs.map(({ type }) => filled(newPortArray(inputFormat(type), INSIDE)));
    const outputs = graph.outputs.map(({ type }) => newPortArray(outputFormat(type), INSIDE));
    return {
      ...about,
      detail: `${choice.engine.detail}, ${planned.family}, inside the engine`,
      batch: INSIDE,
      run(calls) {
        for (let call = 0; call < calls; call++) program.run(inputs, INSIDE, outputs);
      },
      close() {
        program.close();
      },
    };
  });
}

/** An engine that is not there, or does not run the network, is a row with the reason. */
async function orNote(
  about: Pick<Subject, 'engine' | 'network' | 'threads' | 'mode'>,
  make: () => Promise<Entry>,
): Promise<Entry> {
  try {
    return await make();
  } catch (error) {
    if (!(error instanceof SimulatorError)) throw error;
    return { ...about, detail: '', batch: 0, note: error.diagnostic.message };
  }
}

/** Random bytes, over and over: no kernel is faster for some images than for others. */
function filled(array: PortArray): PortArray {
  const random = randomSource(array.length);
  const drawn = Math.min(array.length, 1 << 16);
  for (let i = 0; i < drawn; i++) array[i] = Math.floor(random() * 256);
  for (let at = drawn; at < array.length; at *= 2) array.copyWithin(at, 0, at);
  return array;
}
