import { plainSimulator } from '@finnc/backend-simulator';
import { feedPort, readPort, readPortExact, type Diagnostic, type Graph, type Registry, type Tensor } from '@finnc/ir';
import { codeTolerance, observer } from '@finnc/passes';
import type { CompileResult } from '../compile-options.ts';
import { compiledNetwork } from '../running/compiled-network.ts';
import { Tally } from './agreement.ts';
import { asGiven, hardwareFeeder, isCorrect, outputTolerance, type Comparison, type StageResult } from './stage.ts';

/** Something else that runs the final design: the compiled C++. */
export interface DesignEngine {
  readonly name: string;
  run(design: Graph, frames: readonly (readonly Tensor[])[], registry: Registry): readonly (readonly Tensor[])[];
}

/** The simulator, and whatever else runs the design. */
export function designStages(
  design: Graph | undefined,
  engines: readonly DesignEngine[],
  comparison: Comparison,
): readonly StageResult[] {
  const { source, frames, known, host, registry, labels, onProgress } = comparison;
  if (!design || frames.length === 0) return [];
  const feeder = host ? hardwareFeeder(host, design, registry) : asGiven;
  const fed = frames.map((feed) => {
    const given = feeder(feed);
    return design.inputs.map(({ type }, i) => feedPort(design.inputPorts[i]!, type, given[i]!));
  });
  // Of a part of the network, nobody else has outputs: there the reference executes the design itself.
  const exact = observer(host ? design : source, registry);
  const runs: readonly DesignEngine[] = [
    { name: 'simulator', run: (graph, inputs, answers) => plainSimulator(graph, answers).runBatch(inputs) },
    ...engines,
  ];
  const tallies = runs.map(({ name, run }) => {
    onProgress?.(name);
    return { stage: name, results: run(design, fed, registry), outputs: new Tally(), correct: 0 };
  });
  frames.forEach((feed, frame) => {
    const truth = known && !host ? undefined : exact(feeder(feed));
    for (const row of tallies) {
      const results = row.results[frame]!;
      results.forEach((result, i) => {
        const port = design.outputPorts[i]!;
        const step = Math.min(...port.scale.map(Math.abs));
        const where = { tensor: port.name, frame, shape: port.source.shape };
        const expected = host ? undefined : known?.[frame]?.[i];
        const right = truth?.get(`output ${port.name}`);
        if (expected) row.outputs.add(where, expected, readPort(port, result).data, outputTolerance(step, expected));
        else if (right)
          row.outputs.add(where, right.reals, readPortExact(port, result).data, codeTolerance(step), true);
      });
      const [port, result] = [design.outputPorts[0], results[0]];
      if (!host && port && result && isCorrect(comparison, frame, readPort(port, result).data)) row.correct++;
    }
  });
  return tallies.map(({ stage, outputs, correct }) => ({
    stage,
    outputs: outputs.agreement,
    ...(labels ? { correct } : {}),
  }));
}

/** Host and hardware together, where the network is split: what a user of the build gets. */
export async function wholeStage(
  compiled: CompileResult,
  comparison: Comparison,
): Promise<{ readonly value: StageResult; readonly problem?: never } | { readonly problem: Diagnostic }> {
  const { source, frames, known, registry, labels } = comparison;
  const network = await compiledNetwork(compiled, registry);
  if (network.problem) return { problem: network.problem };
  const outputs = new Tally();
  const exact = observer(source, registry);
  const results = await network.value.run(frames);
  let correct = 0;
  frames.forEach((feed, frame) => {
    const truth = known ? undefined : exact(feed);
    source.outputPorts.forEach(({ name, source: { shape } }, i) => {
      const found = results[frame]![i]!.data;
      const expected = known?.[frame]?.[i] ?? truth?.get(`output ${name}`)?.reals;
      // What the host computes is rounded to float32 on the way.
      if (expected) outputs.add({ tensor: name, frame, shape }, expected, found, outputTolerance(0, expected));
    });
    if (isCorrect(comparison, frame, results[frame]![0]?.data)) correct++;
  });
  return { value: { stage: 'host and hardware', outputs: outputs.agreement, ...(labels ? { correct } : {}) } };
}
