import { fitDiagnostic, reportModel } from '@finnc/backend-report';
import { plainSimulator } from '@finnc/backend-simulator';
import { verifyGraph, type Graph, type Tensor } from '@finnc/ir';
import { driverDiagnostics } from '../diagnostics.ts';
import { count } from './describe.ts';
import { graphOf, hasFailed, type BuildState } from './state.ts';
import { vectorsOf } from './vectors.ts';

/** Executes the final graph by reference and by the simulator, and compares the design with the board. */
export function checkStep(state: BuildState): string {
  const graph = graphOf(state);
  verifyGraph(graph);
  const equal = compareSimulator(state, graph);
  return [equal, fitBoard(state, graph)].filter((text) => text !== '').join(', ');
}

function compareSimulator(state: BuildState, graph: Graph): string {
  if (state.feeds.length === 0) return 'nothing executed';
  const vectors = vectorsOf(state);
  const found = plainSimulator(graph, state.registry).runBatch(vectors.map(({ inputs }) => inputs));
  vectors.forEach(({ outputs }, input) => {
    outputs.forEach((expected, i) => {
      const difference = firstDifference(expected, found[input]?.[i]);
      const output = graph.outputPorts[i]?.name ?? String(i);
      if (difference) state.report(driverDiagnostics.simulatorDiffers({ ...difference, output, input }));
    });
  });
  return hasFailed(state) ? 'simulator differs' : `simulator = reference on ${count(vectors.length, 'input')}`;
}

function firstDifference(
  expected: Tensor,
  found: Tensor | undefined,
): { readonly index: number; readonly expected: number; readonly found: number } | undefined {
  for (let index = 0; index < expected.data.length; index++) {
    const [wanted, got] = [expected.data[index] ?? NaN, found?.data[index] ?? NaN];
    if (wanted !== got) return { index, expected: wanted, found: got };
  }
  return undefined;
}

/** Cycles and resources against the board; a board that was only assumed gives a warning. */
export function fitBoard(state: BuildState, graph: Graph): string {
  const { plan, registry } = state;
  const model = reportModel(graph, {
    ask: registry.ask.bind(registry),
    target: plan.target,
    hostOperations: state.host?.operations ?? [],
  });
  state.reportModel = model;
  const problem = fitDiagnostic(model);
  if (!problem) return `fits ${model.board}`;
  state.report(plan.boardGiven ? problem : driverDiagnostics.assumedTooSmall({ reason: problem.message }));
  return `does not fit ${model.board}`;
}
