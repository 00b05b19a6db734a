import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { simulate, type BenchResult } from '@finnc/backend-rtl/testing';
import { plainSimulator } from '@finnc/backend-simulator';
import { periodByEvent, intervalOf, runByEvent } from '@finnc/cycles';
import type { Registry } from '@finnc/ir';
import { layerKind, timing, wire, type Target } from '@finnc/ir/hw';
import { actorNetwork } from 'finnc/corpus';
import { fingerprintOf } from '../rtl/recorded.ts';
import { posterFeeds, posterGraph, type PosterDesign } from './designs.ts';

/** Frames of a run from which the interval is taken. */
export const steadyFrames = 8;

/** Times of a design in cycles. */
export interface PosterTimes {
  /** Between frames, once they come evenly. */
  readonly interval: number;
  /** From the first word in to the first and to the last word out, of one frame by itself. */
  readonly firstOutput: number;
  readonly latency: number;
}

/** What Verilator measured, and of which actors: other ones have other times. */
export interface PosterMeasurement extends PosterTimes {
  readonly fingerprint: string;
}

export interface PosterModel extends PosterTimes {
  readonly name: string;
  readonly fingerprint: string;
  /** Sum of the cycles that a frame occupies each layer: a latency that takes nothing to overlap. */
  readonly sumOfLayers: number;
  /** Bits a frame that enter, in words of so many bits. */
  readonly words: number;
  readonly wordBits: number;
}

/** What the event model says of a design; its rate is that of a state that repeats. */
export async function modelDesign(design: PosterDesign, registry: Registry, target: Target): Promise<PosterModel> {
  const graph = await posterGraph(design);
  const network = actorNetwork(graph, registry);
  const one = runByEvent(network, { frames: 1 });
  const period = periodByEvent(network);
  if (typeof period === 'string') throw new Error(`${design.name}: ${period}`);
  const layers = graph.order().filter((node) => registry.ask(layerKind, node, undefined));
  const [port] = wire(graph, registry).inputs;
  return {
    name: design.name,
    fingerprint: fingerprintOf(graph, registry),
    interval: intervalOf(period),
    firstOutput: one.firstOutput,
    latency: one.lastOutput,
    sumOfLayers: layers.reduce((sum, node) => sum + (registry.ask(timing, node, target)?.cycles ?? 0), 0),
    words: port!.stream.beats,
    wordBits: port!.channel.bits,
  };
}

/** Builds a design in Verilator and runs it, every word compared with the simulator. */
export async function simulateDesign(design: PosterDesign, registry: Registry): Promise<PosterMeasurement> {
  const graph = await posterGraph(design);
  const feeds = posterFeeds(graph, registry, steadyFrames);
  const outputs = plainSimulator(graph, registry).runBatch(feeds);
  const vectors = feeds.map((inputs, i) => ({ inputs, outputs: outputs[i]! }));
  const simulation = await simulate([{ graph, vectors }], registry, 0);
  try {
    const [one] = await simulation.run(1);
    const [many] = await simulation.run(steadyFrames);
    for (const result of [one!, many!]) requireRight(design, result);
    return {
      interval: many!.interval,
      firstOutput: one!.firstOutput,
      latency: one!.lastOutput,
      fingerprint: fingerprintOf(graph, registry),
    };
  } finally {
    simulation.dispose();
  }
}

function requireRight({ name }: PosterDesign, { mismatches, stuck }: BenchResult): void {
  if (mismatches + stuck > 0) throw new Error(`${name}: ${mismatches} words differ from the simulator, ${stuck} stuck`);
}

const file = path.resolve(import.meta.dirname, '../../poster/verilator.json');

/** What Verilator measured of a design as it is; nothing where the design was another one then. */
export function measuredTimes({ name, fingerprint }: PosterModel): PosterTimes | undefined {
  const measured = measurements()[name];
  if (measured?.fingerprint !== fingerprint) return undefined;
  const { interval, firstOutput, latency } = measured;
  return { interval, firstOutput, latency };
}

const measurements = (): Readonly<Record<string, PosterMeasurement>> =>
  JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, PosterMeasurement>>;

export function keepMeasured(name: string, measured: PosterMeasurement): void {
  const all = Object.entries({ ...measurements(), [name]: measured }).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const lines = all.map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  writeFileSync(file, `{\n${lines.join(',\n')}\n}\n`);
}
