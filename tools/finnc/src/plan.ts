import { suggest, type Backend, type Diagnostic, type Registry } from '@finnc/ir';
import type { Board, Target } from '@finnc/ir/hw';
import type { CompileConfig } from './compile-options.ts';
import { configDefaults } from './config/defaults.ts';
import { isGraphStep, stepNames, type StepName } from './config/steps.ts';
import { driverDiagnostics } from './diagnostics.ts';

/** A configuration resolved against what the plugins bring. */
export interface Plan {
  readonly target: Target;
  /** Whether the user chose the board. */
  readonly boardGiven: boolean;
  readonly backends: readonly Backend[];
  /** The steps to run, in order, without those of backends that are not wanted. */
  readonly steps: readonly StepName[];
}

/** The board of the published results; its device is of middle size. */
const defaultBoard = 'ZC706';

/** Resolves board, clock, backends and steps; every mistake is reported, and then there is no plan. */
export function planBuild(
  config: CompileConfig,
  registry: Registry,
  modelIsGraph: boolean,
): { readonly plan?: Plan; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const board = chooseBoard(config, registry.boards, diagnostics);
  const backends = chooseBackends(config.backend, registry, diagnostics);
  const steps = chooseSteps(config, backends, modelIsGraph, diagnostics);
  if (config.max && config.fps !== undefined) diagnostics.push(driverDiagnostics.twoRates({ fps: config.fps }));
  if (config.fps === undefined && !config.max) {
    const unused = [
      ...(config.limit ? ['--limit'] : []),
      ...((config.objective ?? configDefaults.objective) === configDefaults.objective ? [] : ['--objective']),
    ];
    if (unused.length > 0) diagnostics.push(driverDiagnostics.goalUnused({ options: unused }));
  }
  if (!board || diagnostics.some(({ severity }) => severity === 'error')) return { diagnostics };
  const target: Target = {
    board,
    clockMhz: config.clockMhz ?? board.clockMhz,
    cost: config.cost ?? configDefaults.cost,
  };
  const boardGiven = config.board !== undefined || config.fpgaPart !== undefined;
  if (!boardGiven) diagnostics.push(driverDiagnostics.boardAssumed({ board: board.name }));
  return { plan: { target, boardGiven, backends, steps }, diagnostics };
}

const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

function chooseBoard(
  { board: wanted, fpgaPart }: CompileConfig,
  boards: readonly Board[],
  diagnostics: Diagnostic[],
): Board | undefined {
  const named = (name: string): Board | undefined =>
    boards.find((board) => [board.name, ...(board.aliases ?? [])].some((own) => sameName(own, name)));
  if (wanted === undefined && fpgaPart !== undefined) {
    const board = boards.find(({ part }) => sameName(part, fpgaPart));
    const suggestion = suggest(
      fpgaPart,
      boards.map(({ part }) => part),
    );
    if (!board) diagnostics.push(driverDiagnostics.unknownPart({ part: fpgaPart, suggestion }));
    return board;
  }
  const board = named(wanted ?? defaultBoard);
  if (!board) {
    const name = wanted ?? defaultBoard;
    const names = boards.flatMap((other) => [other.name, ...(other.aliases ?? [])]);
    diagnostics.push(driverDiagnostics.unknownBoard({ board: name, suggestion: suggest(name, names) }));
  } else if (fpgaPart !== undefined && !sameName(board.part, fpgaPart)) {
    diagnostics.push(driverDiagnostics.otherPart({ board: board.name, part: fpgaPart, own: board.part }));
  }
  return board;
}

function chooseBackends(
  wanted: readonly string[] = configDefaults.backend,
  registry: Registry,
  diagnostics: Diagnostic[],
): readonly Backend[] {
  const known = [...registry.backends.keys()];
  return [...new Set(wanted)].flatMap((name) => {
    const backend = registry.backends.get(name);
    if (!backend)
      diagnostics.push(driverDiagnostics.unknownBackend({ backend: name, suggestion: suggest(name, known), known }));
    return backend ?? [];
  });
}

/** The backend that a step runs; such a step is left out when its backend is not wanted. */
export const backendOfStep: Readonly<Partial<Record<StepName, string>>> = {
  'emit-simulator': 'simulator',
  'emit-hls': 'hls',
  report: 'report',
};

function chooseSteps(
  { steps, startStep, stopStep }: CompileConfig,
  backends: readonly Backend[],
  modelIsGraph: boolean,
  diagnostics: Diagnostic[],
): readonly StepName[] {
  const first = startStep === undefined ? 0 : stepNames.indexOf(startStep);
  const last = stepNames.indexOf(stopStep ?? 'report');
  if (startStep !== undefined && first > 0 && !modelIsGraph)
    diagnostics.push(driverDiagnostics.earlierSteps({ start: startStep, first: stepNames[0] }));
  return stepNames.filter((step, i) => {
    if (i > last) return false;
    const backend = backendOfStep[step];
    if (backend !== undefined && !backends.some(({ name }) => name === backend)) return false;
    // A graph given as a value starts where the caller says; a file has to pass through all graph steps first.
    if (i < first) return step === 'import' || (!modelIsGraph && isGraphStep(step));
    return step === 'import' || !steps || steps.includes(step);
  });
}
