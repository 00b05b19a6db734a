import type { Registry, Tensor } from '@finnc/ir';
import { Passed } from '@finnc/passes';
import type { CompileResult } from '../compile-options.ts';
import type { Loaded } from '../data/loaded.ts';
import { openHardware, type Hardware, type HardwareOptions } from './hardware.ts';
import { hardwareNetwork, type Network } from './network.ts';
import { loadHostModel } from './onnxruntime.ts';
import { partitionFile, type FilePart, type PartitionFile } from './partition-file.ts';

type RunFrames = Network['run'];

/**
 * What `compile` has made, ready to run: the hardware in the bit-exact simulator, what the host computes by onnxruntime.
 *
 * @param registry  of the plugins that it was compiled with
 */
export async function compiledNetwork(
  { graph, host, files }: Pick<CompileResult, 'graph' | 'host' | 'files'>,
  registry: Registry,
  options: HardwareOptions = {},
): Promise<Loaded<Network>> {
  if (!host) {
    if (!graph) throw new RangeError('the compilation has failed: there is no network');
    return hardwareNetwork(graph, registry, options);
  }
  const opened = graph && (await openHardware(graph, registry, options));
  if (opened?.problem) return opened;
  const metadata = (graph ?? host.pre)?.metadata ?? new Map<string, string>();
  return splitNetwork(partitionFile(host, graph), opened?.value, metadata, (name) => {
    const file = files.get(name);
    if (!(file instanceof Uint8Array)) throw new RangeError(`the compilation has written no '${name}'`);
    return { value: file };
  });
}

/**
 * A network between host and hardware, its parts run in turn.
 *
 * @param read  the model of a part of the host, by its path in the build
 */
export async function splitNetwork(
  { inputs, outputs, parts }: PartitionFile,
  hardware: Hardware | undefined,
  metadata: ReadonlyMap<string, string>,
  read: (path: string) => Loaded<Uint8Array>,
): Promise<Loaded<Network>> {
  const runs: { readonly part: FilePart; readonly run: RunFrames }[] = [];
  for (const part of parts) {
    const { model } = part;
    if (model === undefined) {
      if (!hardware) throw new RangeError('the network has a part in hardware, and there is no simulator of it');
      runs.push({ part, run: hardware.run });
      continue;
    }
    const bytes = read(model);
    if (bytes.problem) return bytes;
    const types = part.outputs.map(({ type }) => type);
    const loaded = await loadHostModel(bytes.value, types);
    if (loaded.problem) return loaded;
    runs.push({ part, run: (frames, options) => inTurn(frames, loaded.value, options?.signal) });
  }
  const run: RunFrames = async (frames, options) => {
    const passed = frames.map((feeds) => new Passed(inputs, feeds));
    for (const { part, run: runPart } of runs) {
      const named = { inputs: part.inputs.map((name) => ({ name })), outputs: part.outputs };
      const results = await runPart(
        passed.map((frame) => frame.feeds(named)),
        options,
      );
      passed.forEach((frame, i) => {
        frame.take(named, results[i]!);
      });
    }
    return passed.map((frame) => frame.results(outputs));
  };
  const close = async (): Promise<void> => {
    await hardware?.simulation.close();
  };
  return {
    value: { inputs, outputs, metadata, run, close, ...(hardware ? { engine: hardware.simulation.engine } : {}) },
  };
}

/** One frame after the other: exported models have the batch of the source model. */
async function inTurn(
  frames: readonly (readonly Tensor[])[],
  run: (feeds: readonly Tensor[]) => Promise<readonly Tensor[]>,
  signal: AbortSignal | undefined,
): Promise<readonly (readonly Tensor[])[]> {
  const results: (readonly Tensor[])[] = [];
  for (const feeds of frames) {
    signal?.throwIfAborted();
    results.push(await run(feeds));
  }
  return results;
}
