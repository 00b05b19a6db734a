import { plainSimulator, type PlainSimulator } from '@finnc/backend-simulator';
import { feedPort, readPort, type Registry, type Tensor } from '@finnc/ir';
import { Passed } from '@finnc/passes';
import type { CompileResult } from '../compile-options.ts';
import type { Loaded } from '../data/loaded.ts';
import { givesIndices } from './gives-indices.ts';
import { loadHostModel } from './onnxruntime.ts';
import {
  partitionFile,
  type FilePart,
  type NetworkInput,
  type NetworkOutput,
  type PartitionFile,
} from './partition-file.ts';

/** A compiled network, host and hardware together, that gives what the source model would. */
export interface Network {
  readonly inputs: readonly NetworkInput[];
  readonly outputs: readonly NetworkOutput[];
  readonly metadata: ReadonlyMap<string, string>;
  /** Outputs of frames in the types and shapes of the source model; a frame is a tensor an input in those of the input. */
  run(frames: readonly (readonly Tensor[])[]): Promise<readonly (readonly Tensor[])[]>;
}

type RunFrames = (frames: readonly (readonly Tensor[])[]) => Promise<readonly (readonly Tensor[])[]>;

/**
 * What `compile` has made, ready to run: the hardware in the bit-exact simulator, what the host computes by onnxruntime.
 *
 * @param registry  of the plugins that it was compiled with
 */
export async function compiledNetwork(
  { graph, host, files }: Pick<CompileResult, 'graph' | 'host' | 'files'>,
  registry: Registry,
): Promise<Loaded<Network>> {
  const hardware = graph && plainSimulator(graph, registry);
  if (!host) {
    if (!hardware) throw new RangeError('the compilation has failed: there is no network');
    return { value: hardwareNetwork(hardware) };
  }
  const metadata = (graph ?? host.pre)?.metadata ?? new Map<string, string>();
  return splitNetwork(partitionFile(host, graph), hardware, metadata, (name) => {
    const file = files.get(name);
    if (!(file instanceof Uint8Array)) throw new RangeError(`the compilation has written no '${name}'`);
    return { value: file };
  });
}

/** A network that is hardware as a whole. */
export function hardwareNetwork({ graph, runBatch }: PlainSimulator): Network {
  return {
    inputs: graph.inputPorts.map(({ name, source }, i) => ({ name, source, type: graph.inputs[i]!.type })),
    outputs: graph.outputPorts.map((port) => ({ name: port.name, source: port.source, isIndex: givesIndices(port) })),
    metadata: graph.metadata,
    run: (frames) => Promise.resolve(simulated({ graph, runBatch }, frames)),
  };
}

/** Frames between the ports of the hardware. */
function simulated(
  { graph, runBatch }: Pick<PlainSimulator, 'graph' | 'runBatch'>,
  frames: readonly (readonly Tensor[])[],
): readonly (readonly Tensor[])[] {
  const fed = frames.map((feeds) => graph.inputs.map(({ type }, i) => feedPort(graph.inputPorts[i]!, type, feeds[i]!)));
  return runBatch(fed).map((outputs) => outputs.map((tensor, i) => readPort(graph.outputPorts[i]!, tensor)));
}

/**
 * A network between host and hardware, its parts run in turn.
 *
 * @param read  the model of a part of the host, by its path in the build
 */
export async function splitNetwork(
  { inputs, outputs, parts }: PartitionFile,
  hardware: PlainSimulator | undefined,
  metadata: ReadonlyMap<string, string>,
  read: (path: string) => Loaded<Uint8Array>,
): Promise<Loaded<Network>> {
  const runs: { readonly part: FilePart; readonly run: RunFrames }[] = [];
  for (const part of parts) {
    const { model } = part;
    if (model === undefined) {
      if (!hardware) throw new RangeError('the network has a part in hardware, and there is no simulator of it');
      runs.push({ part, run: (frames) => Promise.resolve(simulated(hardware, frames)) });
      continue;
    }
    const bytes = read(model);
    if (bytes.problem) return bytes;
    const types = part.outputs.map(({ type }) => type);
    const loaded = await loadHostModel(bytes.value, types);
    if (loaded.problem) return loaded;
    runs.push({ part, run: (frames) => inTurn(frames, loaded.value) });
  }
  const run: RunFrames = async (frames) => {
    const passed = frames.map((feeds) => new Passed(inputs, feeds));
    for (const { part, run: runPart } of runs) {
      const named = { inputs: part.inputs.map((name) => ({ name })), outputs: part.outputs };
      const results = await runPart(passed.map((frame) => frame.feeds(named)));
      passed.forEach((frame, i) => {
        frame.take(named, results[i]!);
      });
    }
    return passed.map((frame) => frame.results(outputs));
  };
  return { value: { inputs, outputs, metadata, run } };
}

/** One frame after the other: exported models have the batch of the source model. */
async function inTurn(
  frames: readonly (readonly Tensor[])[],
  run: (feeds: readonly Tensor[]) => Promise<readonly Tensor[]>,
): Promise<readonly (readonly Tensor[])[]> {
  const results: (readonly Tensor[])[] = [];
  for (const feeds of frames) results.push(await run(feeds));
  return results;
}
