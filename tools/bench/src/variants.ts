import {
  openSimulation,
  planners,
  type Engine,
  type EngineName,
  type EngineSource,
  type Mode,
  type Simulation,
  type Team,
} from '@finnc/backend-simulator';
import { nativeEngine, nodeEngines, workerTeam } from '@finnc/backend-simulator/node';
import type { Graph, Registry } from '@finnc/ir';
import { interpreterSource } from './interpreter.ts';

/** An engine in one of the forms in which it may run on a machine. */
export interface Variant {
  readonly name: string;
  readonly engine: EngineName;
  /** Frames that its bit-sliced programs take as long for as for one. */
  readonly slice: number;
  /** What makes it; nothing for the plain simulator, which is always there. */
  readonly source?: EngineSource;
  /** How it may run: numbers of threads, and what it prefers among its programs. */
  readonly ways: readonly Way[];
}
export interface Way {
  readonly threads: number;
  readonly mode: Mode;
}

const inThreads: readonly Way[] = [
  { threads: 1, mode: 'throughput' },
  { threads: 1, mode: 'latency' },
  { threads: 2, mode: 'auto' },
];
const alone: readonly Way[] = [{ threads: 1, mode: 'auto' }];

/** Instruction sets that the native engine is compiled for, by their names. */
const instructionSets = [
  { set: 'avx512', label: 'AVX-512', slice: 512 },
  { set: 'avx2', label: 'AVX2', slice: 256 },
  { set: 'generic', label: '128 bits', slice: 128 },
] as const;

/** Every engine that there may be; opening one that is not there is a SimulatorError that says why. */
export const engineVariants: readonly Variant[] = [
  ...instructionSets.map(({ set, label, slice }): Variant => ({
    name: `native ${label}`,
    engine: 'native',
    slice,
    source: nativeSourceOf(set),
    ways: inThreads,
  })),
  { name: 'wasm', engine: 'wasm', slice: 128, source: sourceOf('wasm'), ways: inThreads },
  { name: 'js', engine: 'js', slice: 1, ways: alone },
];

/** The meaning of bit-sliced programs, number by number, as engines are. */
export const interpreters: readonly Variant[] = [false, true].map((complements) => ({
  name: complements ? 'interpreter, complements' : 'interpreter',
  engine: 'js',
  slice: 1,
  source: interpreterSource(complements),
  ways: [{ threads: 1, mode: 'throughput' }],
}));

/** A graph on a variant; its threads begin to start at once, and divide every batch that is worth a message. */
export function openVariant(
  { engine, source }: Variant,
  graph: Graph,
  registry: Registry,
  { threads, mode }: Way,
): Promise<Simulation> {
  const engines = source ? [source] : [];
  return openSimulation(graph, registry, { engine, mode, engines, planners, threads, team: eagerTeam });
}

function eagerTeam(...[choice, formats, threads]: Parameters<typeof workerTeam>): Team | undefined {
  const team = workerTeam(choice, formats, threads);
  team?.start();
  return team && { ...team, isReady: () => true };
}

function sourceOf(engine: EngineName): EngineSource {
  const missing = { reason: `there is no ${engine} engine in this version`, remedy: 'take another' };
  return nodeEngines.find(({ name }) => name === engine) ?? { name: engine, open: () => Promise.resolve(missing) };
}

/** The native engine for one instruction set; it is made once, as to find a compiler takes longer than many a network. */
function nativeSourceOf(instructionSet: string): EngineSource {
  let opened: ReturnType<typeof nativeEngine> | undefined;
  return { name: 'native', open: () => (opened ??= nativeEngine({ instructionSet })) };
}

/** The engine of a variant; why it is not there. */
export async function engineOf({ source }: Variant): Promise<Engine | string> {
  if (!source) return 'the plain simulator has no programs';
  const engine = await source.open();
  return 'reason' in engine ? engine.reason : engine;
}
