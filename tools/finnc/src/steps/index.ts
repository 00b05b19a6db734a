import { decimal } from '@finnc/backend-report';
import { insertStreams, tidyUp } from '@finnc/passes';
import type { OpDef, Stage } from '@finnc/ir';
import { fifo, width } from '@finnc/ir/hw';
import { isGraphStep, type StepName } from '../config/steps.ts';
import { checkStep, fitBoard } from './check.ts';
import { count } from './describe.ts';
import { convertStep } from './convert.ts';
import { emitStep } from './emit.ts';
import { foldStep } from './fold.ts';
import { runPasses } from './graph-step.ts';
import { importStep } from './import.ts';
import { narrowStep } from './narrow.ts';
import { partitionStep } from './partition.ts';
import { graphOf, type BuildState } from './state.ts';
import { sizeFifosStep } from './size-fifos.ts';
import { streamlineStep } from './streamline.ts';

/** One step of a build: it changes the state and says in a line what came of it. */
export interface Step {
  readonly name: string;
  /** Whether the graph after it is kept as an intermediate model. */
  readonly graph: boolean;
  /** Stage the graph must be in, for steps that do not check it themselves. */
  readonly needs?: Stage;
  run(state: BuildState): string;
}

const countOf = (state: BuildState, op: OpDef): number =>
  graphOf(state)
    .order()
    .filter((node) => node.op.name === op.name).length;
const nodes = (state: BuildState): string => count(graphOf(state).size, 'node');

const runs: Readonly<Record<StepName, (state: BuildState) => string>> = {
  import: importStep,
  'tidy-up': (state) => {
    runPasses(state, 'tidy-up', [tidyUp()]);
    return nodes(state);
  },
  streamline: streamlineStep,
  'partition-host': partitionStep,
  narrow: narrowStep,
  'convert-to-hw': convertStep,
  fold: foldStep,
  'insert-streams': (state) => {
    runPasses(state, 'insert-streams', [insertStreams()]);
    return `${count(countOf(state, width), 'width converter')}, ${count(countOf(state, fifo), 'FIFO')}`;
  },
  'size-fifos': sizeFifosStep,
  check: checkStep,
  'emit-simulator': (state) => emitNamed(state, 'simulator'),
  'emit-hls': (state) => emitNamed(state, 'hls'),
  report: (state) => {
    if (!state.reportModel) fitBoard(state, graphOf(state));
    const files = emitNamed(state, 'report');
    const rate = state.reportModel?.fps;
    return rate === undefined ? files : `${files}, ${decimal(rate)} FPS`;
  },
};

export const stepOf = (name: StepName): Step =>
  isGraphStep(name)
    ? { name, graph: true, run: runs[name] }
    : { name, graph: false, needs: 'hardware', run: runs[name] };

function emitNamed(state: BuildState, name: string): string {
  const backend = state.plan.backends.find((candidate) => candidate.name === name);
  if (!backend) throw new Error(`the plan runs backend '${name}' but does not have it`);
  return emitStep(state, backend);
}
