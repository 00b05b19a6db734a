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

/** A kind of programs: ours, or what somebody calls one of their own. */
export type Family = 'sliced' | 'frames' | 'plain' | (string & Record<never, never>);

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

/** Makes programs of one family. */
export interface Planner {
  readonly family: Family;
  /** What they are good at: many frames at once, or one soon. */
  readonly goodAt: Exclude<Mode, 'auto'>;
  /** The program of a graph for an engine; nothing if the engine does not run the family. */
  plan(graph: Graph, ask: Ask, engine: Engine): Planned | NoProgram | undefined;
}

export type Mode = 'auto' | 'throughput' | 'latency';

/** An engine with the program it is to run, and others that it may. */
export interface Choice {
  readonly engine: Pick<Engine, 'name' | 'detail'> & Partial<Pick<Engine, 'again'>>;
  /** What the mode prefers of what there is. */
  readonly planned: Planned;
  /** In mode `auto`, other programs, made when a batch is better run by them; nothing if there is none after all. */
  readonly others: readonly (() => Planned | undefined)[];
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
    const { planned, others, refused } = plan(graph, ask, engine, options);
    for (const { reason, layer } of refused) {
      notes.push(simulatorDiagnostics.noProgram({ engine: engine.name, reason }, layer));
      refusals.push(layer === undefined ? reason : `${reason} (layer ${layer})`);
    }
    if (planned) return { engine, planned, others, notes };
  }
  if (asked !== 'auto' && asked !== 'js') {
    const reason = refusals.length > 0 ? refusals.join('; ') : `this program has no ${asked} engine`;
    throw new SimulatorError(simulatorDiagnostics.engineImpossible({ engine: asked, reason, remedy: notes[0]?.help }));
  }
  const plain = plainSimulator(graph, ask);
  return {
    engine: { name: 'js', detail: 'plain JavaScript' },
    planned: { family: 'plain', unit: plain.block, load: () => ({ run: plain.runArrays, close: () => undefined }) },
    others: [],
    notes: [...notes, ...plain.notes],
  };
}

/** The program of a graph for one engine that the mode prefers, and why those before it cannot be. */
function plan(
  graph: Graph,
  ask: Ask,
  engine: Engine,
  { mode, planners }: ChoiceOptions,
): Pick<Choice, 'others'> & { readonly planned?: Planned; readonly refused: readonly NoProgram[] } {
  const first = mode === 'latency' ? mode : 'throughput';
  const ordered = planners.toSorted((a, b) => Number(b.goodAt === first) - Number(a.goodAt === first));
  const refused: NoProgram[] = [];
  for (const [i, planner] of ordered.entries()) {
    const planned = planner.plan(graph, ask, engine);
    if (!planned) continue;
    if ('reason' in planned) {
      refused.push(planned);
      continue;
    }
    const others = ordered.slice(i + 1).map((other) => (): Planned | undefined => {
      const made = other.plan(graph, ask, engine);
      return made && 'reason' in made ? undefined : made;
    });
    return { planned, others: mode === 'auto' ? others : [], refused };
  }
  return { others: [], refused };
}
