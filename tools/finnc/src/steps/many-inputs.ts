import { newPortArray, simulator, type EngineSource, type PortArray, type Simulation } from '@finnc/backend-simulator';
import { executor, feedPort, qnn, readPortExact, tensorType, type Graph, type Registry, type Tensor } from '@finnc/ir';
import { codeTolerance, compareValues, passDiagnostics, stagePredicates } from '@finnc/passes';
import { driverDiagnostics } from '../diagnostics.ts';
import type { BuildState } from './state.ts';

/** The reference executor's share of the drawn inputs: so many products in all, at least so many inputs. */
const REFERENCE_PRODUCTS = 5e8;
const LEAST_REFERENCES = 8;

/** Drawn inputs that are too many for the reference executor: fast engines run them, from the first graph of integers on. */
export interface ManyInputs {
  /** One list a frame, in the model's types. */
  readonly feeds: readonly (readonly Tensor[])[];
  readonly engines: readonly EngineSource[] | undefined;
  /** What the state before gave: the outputs of every frame, exact and in the source model's layout. */
  known: readonly (readonly Float64Array[])[] | undefined;
  /** Graph states that were executed and compared. */
  states: number;
}

/** How many of the drawn inputs the reference executes on each graph state. */
export function referenceShare(graph: Graph, registry: Registry, drawn: number): number {
  const each = graph.order().reduce((sum, node) => sum + (registry.ask(qnn.products, node, undefined) ?? 0), 0);
  return Math.min(drawn, Math.max(LEAST_REFERENCES, Math.floor(REFERENCE_PRODUCTS / Math.max(each, 1))));
}

/**
 * Executes a graph state on the many inputs, if an engine runs it fast: a graph of integers as a program, one of layers by
 * their kernels at least. Reports where its outputs are not those of the state before.
 */
export async function checkManyInputs(state: BuildState, step: string): Promise<void> {
  const { many, graph, registry } = state;
  if (!many || !graph || stagePredicates.integer.reasons(graph, registry).length > 0) return;
  const isHardware = stagePredicates.hardware.reasons(graph, registry).length === 0;
  const engines = many.engines ? { engines: many.engines } : {};
  const simulation = await simulator(graph, registry, { ...engines, mode: 'throughput' });
  try {
    if (!isHardware && simulation.engine.families.includes('plain')) return;
    const outputs = outputsOf(simulation, many.feeds);
    const { known } = many;
    many.known = outputs;
    if (known) graph.outputPorts.forEach((_port, output) => compareOutput(state, step, output, known, outputs));
    many.states++;
  } finally {
    await simulation.close();
  }
}

function outputsOf(simulation: Simulation, feeds: ManyInputs['feeds']): readonly (readonly Float64Array[])[] {
  const { graph, inputs, outputs } = simulation;
  const batch: readonly PortArray[] = inputs.map((format, i) => {
    const array = newPortArray(format, feeds.length);
    feeds.forEach((feed, frame) => {
      array.set(feedPort(graph.inputPorts[i]!, graph.inputs[i]!.type, feed[i]!).data, frame * format.length);
    });
    return array;
  });
  const results = simulation.runSync(batch);
  return feeds.map((_, frame) =>
    graph.outputPorts.map((port, i) => {
      const { length } = outputs[i]!;
      const { elem, shape } = graph.outputs[i]!.type;
      const data = results[i]!.subarray(frame * length, (frame + 1) * length) as Tensor['data'];
      return Float64Array.from(readPortExact(port, { type: tensorType(elem, shape), data }).data);
    }),
  );
}

/** One output on all frames; the first difference is the one that is told: of the pass, or of the engine that ran it. */
function compareOutput(
  state: BuildState,
  pass: string,
  output: number,
  known: readonly (readonly Float64Array[])[],
  found: readonly (readonly Float64Array[])[],
): void {
  const { report } = state;
  const { name, scale, source } = state.graph!.outputPorts[output]!;
  const tolerance = codeTolerance(Math.min(...scale.map(Math.abs)));
  for (const [frame, outputs] of found.entries()) {
    const [before, after] = [known[frame]![output]!, outputs[output]!];
    const { first, differing, total } = compareValues(before, after, source.shape, tolerance);
    if (!first) continue;
    const right = referenceOutput(state, frame, output);
    const own = compareValues(right, after, source.shape, tolerance).first;
    if (own) {
      const index = right.findIndex((value, i) => Math.abs(value - after[i]!) > tolerance(value, after[i]!));
      const values = { expected: own.expected, found: own.found };
      report(driverDiagnostics.simulatorDiffers({ output: name, index, ...values, input: frame }));
    } else {
      const index = `[${first.index.join(', ')}]`;
      const values = { before: first.expected, after: first.found };
      report(passDiagnostics.notEquivalent({ pass, tensor: `output ${name}`, index, ...values, differing, total }));
    }
    return;
  }
}

/** What the reference gives for one of the many inputs. */
function referenceOutput({ graph, registry, many }: BuildState, frame: number, output: number): Float64Array {
  const { inputs, inputPorts, outputPorts } = graph!;
  const feed = inputs.map(({ type }, i) => feedPort(inputPorts[i]!, type, many!.feeds[frame]![i]!));
  const results = executor(graph!, { ask: registry })(feed);
  return Float64Array.from(readPortExact(outputPorts[output]!, results[output]!).data);
}
