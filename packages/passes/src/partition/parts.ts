import {
  executor,
  feedPort,
  float32,
  readPortExact,
  type Arithmetic,
  type Ask,
  type Diagnostic,
  type Graph,
  type Tensor,
} from '@finnc/ir';
import { passDiagnostics } from '../diagnostics.ts';
import type { HostPartition } from './partition.ts';

/** Runs one part: a tensor an input port in the layout of its source; one an output port, in the same way. */
export type RunPart = (feeds: readonly Tensor[]) => readonly Tensor[];

interface Named {
  readonly name: string;
}

/** A part of a network, and what it reads and gives, in the order of the tensors. */
export interface Part {
  readonly inputs: readonly Named[];
  readonly outputs: readonly Named[];
}

/** The tensors of a network by the names of its ports, while its parts run one after the other. */
export class Passed {
  readonly #inputs: ReadonlyMap<string, Tensor>;
  readonly #made = new Map<string, Tensor>();

  constructor(inputs: Part['inputs'], feeds: readonly Tensor[]) {
    this.#inputs = new Map(inputs.map(({ name }, i) => [name, feeds[i]!]));
  }

  /** What a part reads; an input of the network may have the name of an output. */
  feeds({ inputs }: Part): readonly Tensor[] {
    return inputs.map(({ name }) => this.#of(name, this.#inputs.get(name) ?? this.#made.get(name)));
  }

  take({ outputs }: Part, results: readonly Tensor[]): void {
    outputs.forEach(({ name }, i) => this.#made.set(name, results[i]!));
  }

  /** What the network gives. */
  results(outputs: Part['outputs']): readonly Tensor[] {
    return outputs.map(({ name }) => this.#of(name, this.#made.get(name)));
  }

  #of(name: string, tensor: Tensor | undefined): Tensor {
    if (!tensor) throw new Error(`no part of the network gives '${name}'`);
    return tensor;
  }
}

export const partOf = ({ inputPorts, outputPorts }: Graph): Part => ({ inputs: inputPorts, outputs: outputPorts });

/** A graph between its ports, by the reference. */
export function referencePart(graph: Graph, ask: Ask, arithmetic: Arithmetic = 'exact'): RunPart {
  const run = executor(graph, { ask, arithmetic });
  return (feeds) => {
    const results = run(graph.inputs.map(({ type }, i) => feedPort(graph.inputPorts[i]!, type, feeds[i]!)));
    return results.map((tensor, i) => readPortExact(graph.outputPorts[i]!, tensor));
  };
}

/**
 * The inputs of the hardware for inputs of the network: what the reference gives for `pre`, real numbers in float32 as the
 * host hands them over.
 */
export function hardwareFeeds(
  { pre, inputs }: HostPartition,
  hardware: Graph,
  ask: Ask,
  feeds: readonly (readonly Tensor[])[],
): readonly (readonly Tensor[])[] {
  const run = pre && referencePart(pre, ask, 'float32');
  return feeds.map((feed) => {
    const passed = new Passed(inputs, feed);
    if (pre && run) passed.take(partOf(pre), run(passed.feeds(partOf(pre))));
    return passed
      .feeds(partOf(hardware))
      .map(({ type, data }) => ({ type, data: type.elem === float32 ? Float32Array.from(data) : data }));
  });
}

/** Where the parts of a network, run in turn, differ from the network as it was; the same numbers have to come out. */
export function splitDifference(
  before: Graph,
  hardware: Graph,
  { pre, post, inputs, outputs, hasHardware }: HostPartition,
  ask: Ask,
  feeds: readonly (readonly Tensor[])[],
): Diagnostic | undefined {
  const whole = referencePart(before, ask);
  const parts = [pre, hasHardware ? hardware : undefined, post].filter((graph) => graph !== undefined);
  const runs = parts.map((graph) => [partOf(graph), referencePart(graph, ask)] as const);
  for (const feed of feeds) {
    const passed = new Passed(inputs, feed);
    for (const [part, run] of runs) passed.take(part, run(passed.feeds(part)));
    const [wanted, found] = [whole(feed), passed.results(outputs)];
    for (const [i, { data }] of wanted.entries()) {
      const other = found[i]!.data;
      const different = [...data.keys()].filter((k) => !Object.is(data[k]! + 0, other[k]! + 0));
      const [index] = different;
      if (index === undefined) continue;
      return passDiagnostics.notEquivalent({
        pass: partitionName,
        tensor: `output ${outputs[i]!.name}`,
        index: `[${index}]`,
        before: data[index]!,
        after: other[index]!,
        differing: different.length,
        total: data.length,
      });
    }
  }
  return undefined;
}

const partitionName = 'partition-host';
