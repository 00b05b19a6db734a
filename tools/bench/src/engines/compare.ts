import { SimulatorError, type PortArray, type Simulation } from '@finnc/backend-simulator';
import type { Graph, Registry } from '@finnc/ir';
import type { Samples } from './samples.ts';
import { openVariant, type Variant, type Way } from '../variants.ts';

/** Batch sizes around the slices of the engines, odd ones among them. */
export const batchSizes: readonly number[] = [1, 3, 127, 128, 129, 511, 513, 1000];

export interface CompareOptions {
  readonly batches: readonly number[];
  /** Batches that would take longer by the time of those before are left out. */
  readonly seconds: number;
}

/** What came of a graph on an engine. */
export interface Outcome extends Way {
  readonly engine: string;
  /** What ran it; empty where nothing did. */
  readonly families: readonly string[];
  /** Sizes of the batches that were compared. */
  readonly batches: readonly number[];
  /** Values that differ, and the first of them. */
  readonly differing: number;
  readonly first?: string;
  /** Why a faster family, or this engine, was not taken. */
  readonly notes: readonly string[];
  /** Whether the engine is there, but not for this graph, or not at all. */
  readonly declined?: true;
}

/** Runs batches of the samples, in an order that changes with the size, and counts values that are not the expected ones. */
export async function compareEngine(
  graph: Graph,
  registry: Registry,
  samples: Samples,
  variant: Variant,
  way: Way,
  { batches, seconds }: CompareOptions,
): Promise<Outcome> {
  const about = { engine: variant.name, ...way };
  let simulation: Simulation;
  try {
    simulation = await openVariant(variant, graph, registry, way);
  } catch (error) {
    if (!(error instanceof SimulatorError)) throw error;
    return { ...about, families: [], batches: [], differing: 0, notes: [error.diagnostic.message], declined: true };
  }
  try {
    const done: number[] = [];
    let differing = 0;
    let first: string | undefined;
    let secondsAUnit = 0;
    const unit = simulation.engine.families.includes('sliced') ? variant.slice : 1;
    const compareBatch = async (size: number): Promise<void> => {
      const order = Int32Array.from({ length: size }, (_, i) => (i * 7 + size) % samples.frames);
      const gathered = samples.inputs.map((array) => framesOf(array, samples.frames, order));
      const start = performance.now();
      const results = await simulation.run(gathered);
      secondsAUnit = (performance.now() - start) / 1000 / Math.ceil(size / unit);
      done.push(size);
      samples.expected.forEach((array, port) => {
        const expected = framesOf(array, samples.frames, order);
        const difference = compared(expected, results[port]!);
        differing += difference.count;
        if (difference.count > 0) first ??= `batch of ${size}, output ${port}, ${difference.first}`;
      });
    };
    for (const size of batches) if (secondsAUnit * Math.ceil(size / unit) <= seconds) await compareBatch(size);
    if (way.threads > 1) await compareBatch(sharedSize(samples, secondsAUnit / unit));
    const { families, notes } = simulation.engine;
    const told = notes.map(({ message, at }) => (at?.layer === undefined ? message : `${at.layer}: ${message}`));
    return { ...about, families, batches: done, differing, ...(first === undefined ? {} : { first }), notes: told };
  } finally {
    await simulation.close();
  }
}

/** Frames that threads divide among them: work for some hundredths of a second, and some megabytes. */
function sharedSize({ inputs, expected, frames }: Samples, secondsAFrame: number): number {
  const bytes = [...inputs, ...expected].reduce((sum, { byteLength }) => sum + byteLength, 0) / frames;
  // An odd number, so that no two threads get the same.
  return Math.max(1, Math.floor(Math.min(0.03 / secondsAFrame, (32 << 20) / bytes))) | 1;
}

/** Some frames of a port, in a given order. */
function framesOf(array: PortArray, frames: number, order: Int32Array): PortArray {
  const length = array.length / frames;
  const result = new (array.constructor as new (size: number) => PortArray)(order.length * length);
  order.forEach((frame, i) => {
    result.set(array.subarray(frame * length, (frame + 1) * length), i * length);
  });
  return result;
}

function compared(expected: PortArray, got: PortArray): { readonly count: number; readonly first: string } {
  if (expected.length !== got.length) return { count: expected.length, first: `${got.length} values` };
  let count = 0;
  let first = '';
  for (let i = 0; i < expected.length; i++) {
    if (expected[i] === got[i]) continue;
    if (count++ === 0) first = `value ${i} is ${got[i]!}, not ${expected[i]!}`;
  }
  return { count, first };
}
