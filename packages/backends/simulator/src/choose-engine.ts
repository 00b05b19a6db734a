import type { Ask, Diagnostic, Graph } from '@finnc/ir';
import { simulatorDiagnostics } from './diagnostics.ts';
import type { Engine, EngineName, LoadedProgram } from './engine.ts';
import { plainSimulator } from './plain-simulator.ts';
import { SimulatorError } from './simulator-error.ts';

/** An engine that may be had on this machine, or not. */
export interface EngineSource {
  readonly name: EngineName;
  open(): Promise<Engine | NoEngine>;
}
/** Why there is no such engine here, and what the user can do about it. */
export interface NoEngine {
  readonly reason: string;
  readonly remedy: string;
}

/** What a family of programs is good at: many frames at once, or one. `plain` is for both, and slow. */
export type Family = 'sliced' | 'frames' | 'plain';

/** A graph as a program of one family. */
export interface Planned {
  readonly family: Family;
  /** Frames that it works on at a time: fewer take about as long. */
  readonly unit: number;
  /** The program as data, for workers that load it again; absent where it is no data. */
  readonly program?: object;
  load(): LoadedProgram;
}
/** Why a family has no program for a graph, and the layer that is to blame. */
export interface NoProgram {
  readonly reason: string;
  readonly layer?: string;
}

/** Makes the program of one family for an engine; nothing if the engine does not run the family. */
export type Planner = (graph: Graph, ask: Ask, engine: Engine) => Planned | NoProgram | undefined;

export type Mode = 'auto' | 'throughput' | 'latency';

/** An engine with the programs it is to run. */
export interface Choice {
  readonly engine: Pick<Engine, 'name' | 'detail'> & Partial<Pick<Engine, 'again'>>;
  /** At least one; the first is what the mode prefers. */
  readonly planned: readonly Planned[];
  /** Every engine that comes first and was not taken, and what makes the chosen one slower than it might be. */
  readonly notes: readonly Diagnostic[];
}

export interface ChoiceOptions {
  readonly engine: EngineName | 'auto';
  readonly mode: Mode;
  readonly engines: readonly EngineSource[];
  readonly planners: readonly Planner[];
}

/**
 * The first engine that is there and has a program for the graph; at last the plain simulator, which runs every graph.
 *
 * @throws SimulatorError if an engine is asked for by name that is not there, or does not run the graph
 */
export async function chooseEngine(graph: Graph, ask: Ask, options: ChoiceOptions): Promise<Choice> {
  const { engine: asked, engines } = options;
  const notes: Diagnostic[] = [];
  const refusals: string[] = [];
  for (const source of engines) {
    if (asked !== 'auto' && asked !== source.name) continue;
    const engine = await source.open();
    if ('reason' in engine) {
      notes.push(simulatorDiagnostics.noEngine({ engine: source.name, ...engine }));
      refusals.push(engine.reason);
      continue;
    }
    const { planned, refused } = plan(graph, ask, engine, options);
    for (const { reason, layer } of refused) {
      notes.push(simulatorDiagnostics.noProgram({ engine: engine.name, reason }, layer));
      refusals.push(layer === undefined ? reason : `${reason} (layer ${layer})`);
    }
    if (planned.length > 0) return { engine, planned, notes };
  }
  if (asked !== 'auto' && asked !== 'js') {
    const reason = refusals.length > 0 ? refusals.join('; ') : `this program has no ${asked} engine`;
    throw new SimulatorError(simulatorDiagnostics.engineImpossible({ engine: asked, reason, remedy: notes[0]?.help }));
  }
  const plain = plainSimulator(graph, ask);
  return {
    engine: { name: 'js', detail: 'plain JavaScript' },
    planned: [{ family: 'plain', unit: plain.block, load: () => ({ run: plain.runArrays, close: () => undefined }) }],
    notes: [...notes, ...plain.notes],
  };
}

/** The programs of a graph for one engine, in the order of preference, and why it has no others. */
function plan(
  graph: Graph,
  ask: Ask,
  engine: Engine,
  { mode, planners }: ChoiceOptions,
): { readonly planned: readonly Planned[]; readonly refused: readonly NoProgram[] } {
  const found = planners.flatMap((planner) => planner(graph, ask, engine) ?? []);
  const refused = found.filter((made): made is NoProgram => 'reason' in made);
  const planned = found.filter((made): made is Planned => !('reason' in made));
  const first: Family = mode === 'latency' ? 'frames' : 'sliced';
  const ordered = planned.toSorted((a, b) => Number(b.family === first) - Number(a.family === first));
  return { planned: mode === 'auto' ? ordered : ordered.slice(0, 1), refused };
}
