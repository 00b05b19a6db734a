import { dirname, resolve } from 'node:path';
import {
  loadCompiled,
  simulatorFiles,
  simulatorPlugin,
  type ChosenEngine,
  type RunOptions,
  type Simulation,
} from '@finnc/backend-simulator';
import { checkFeed, Registry, type Diagnostic, type Plugin, type Tensor } from '@finnc/ir';
import type { Loaded } from '../data/loaded.ts';
import { driverDiagnostics } from '../diagnostics.ts';
import { folderNames, readUserFile } from '../files.ts';
import { frameTensors } from '../given-inputs.ts';
import { marker } from '../output-marker.ts';
import { openHardware, prepareEngine, type HardwareOptions } from './hardware.ts';
import { hardwareNetwork, type Network } from './network.ts';
import { hostFiles, readPartition, type NetworkInput } from './partition-file.ts';
import type { UnpackedFiles } from './unpack-ahead.ts';

/** A compiled network that takes values and gives what the source model would. */
export interface Runnable {
  readonly inputs: readonly NetworkInput[];
  readonly outputNames: readonly string[];
  /** Elements of the first output: how many classes it tells apart, unless `selects`. */
  readonly outputs: number;
  /** Whether the first output holds indices of classes, best first. */
  readonly selects: boolean;
  readonly metadata: ReadonlyMap<string, string>;
  /** What is wrong with a frame, the values of each input, for this model; nothing if it can be run. */
  check(values: readonly Float32Array[]): readonly Diagnostic[];
  /** Outputs of checked frames, in the types and shapes of the source model. */
  run(
    frames: readonly (readonly Float32Array[])[],
    options?: Pick<RunOptions, 'signal'>,
  ): Promise<readonly (readonly Tensor[])[]>;
  /** What simulates the part in hardware. */
  readonly engine?: ChosenEngine;
  /** Of a network that is hardware as a whole. */
  readonly simulation?: Simulation;
  /** Ends what runs beside the caller. */
  close(): Promise<void>;
}

export type RunnableResult =
  | { readonly runnable: Runnable; readonly diagnostics: readonly Diagnostic[] }
  | { readonly runnable?: undefined; readonly diagnostics: readonly Diagnostic[] };

export interface RunnableOptions extends HardwareOptions {
  readonly plugins: readonly Plugin[];
  /** Seeded inputs on which each graph state of an ONNX file is executed and compared. */
  readonly check: number;
  /** Whether an ONNX file of which nothing can be hardware is accepted. */
  readonly allowHost: boolean;
  /** Files that are being unpacked already. */
  readonly unpacked?: UnpackedFiles;
}

/**
 * Makes a target ready to run: the folder of a build, or an ONNX file or BNN-PYNQ's parameters, which are
 * compiled up to their layers. What is not in hardware runs on the host, by onnxruntime.
 */
export async function loadRunnable(cwd: string, target: string, options: RunnableOptions): Promise<RunnableResult> {
  void prepareEngine(options);
  const names = folderNames(resolve(cwd, target));
  const { network, diagnostics } =
    names && (await isBuild(names))
      ? await fromBuild(cwd, target, names, options)
      : // A build needs no compiler.
        await (await import('./from-model.ts')).fromModel(cwd, target, options);
  if (!network) return { diagnostics };
  return { runnable: runnableOf(network), diagnostics };
}

async function isBuild(names: readonly string[]): Promise<boolean> {
  if (names.includes(marker)) return true;
  const { isParameterFolder } = await import('@finnc/frontend');
  return !isParameterFolder(names);
}

/** Ops and what they compute; all else that finnc has is of no use here, except to a user's plugin. */
async function simulatingRegistry(plugins: readonly Plugin[]): Promise<Registry> {
  if (plugins.length > 0) return new Registry([...(await import('../standard.ts')).standardPlugins, ...plugins]);
  return new Registry([(await import('@finnc/layers/simulated')).simulatedLayers, simulatorPlugin]);
}

/** The network of a build's folder; what is not in hardware is read when it is there. */
async function fromBuild(
  cwd: string,
  folder: string,
  names: readonly string[],
  { plugins, ...options }: RunnableOptions,
): Promise<NetworkResult> {
  const partition = readFileOf(cwd, folder, names, hostFiles.partition);
  const split = partition && readPartition(new TextDecoder().decode(partition));
  const file = `${folder}/${hostFiles.partition}`;
  if (partition && !split) return { diagnostics: [driverDiagnostics.brokenPartition({ file })] };
  const hasHardware = split?.parts.some(({ runs }) => runs === 'hardware') ?? true;
  const missing = [marker, ...(hasHardware ? ['simulator'] : [])].find((name) => !names.includes(name));
  if (missing !== undefined) return { diagnostics: [driverDiagnostics.notABuild({ missing }, { file: folder })] };
  const registry = await simulatingRegistry(plugins);
  if (registry.problems.length > 0) return { diagnostics: registry.problems };
  const loaded = hasHardware ? loadCompiled(simulatorFilesOf(cwd, folder), registry) : undefined;
  if (loaded && !loaded.graph) return { diagnostics: loaded.diagnostics };
  if (!split) return networkResult(await hardwareNetwork(loaded!.graph, registry, options));
  const hardware = loaded && (await openHardware(loaded.graph, registry, options));
  if (hardware?.problem) return { diagnostics: [hardware.problem] };
  const metadata = loaded?.graph.metadata ?? new Map<string, string>();
  const read = (name: string): Loaded<Uint8Array> => readUserFile(cwd, `${folder}/${name}`, 'host part');
  const { splitNetwork } = await import('./compiled-network.ts');
  return networkResult(await splitNetwork(split, hardware?.value, metadata, read));
}

export const networkResult = (network: Loaded<Network>, told: readonly Diagnostic[] = []): NetworkResult =>
  network.problem ? { diagnostics: [...told, network.problem] } : { network: network.value, diagnostics: told };

export interface NetworkResult {
  readonly network?: Network;
  readonly diagnostics: readonly Diagnostic[];
}

/** A file in a folder of a build; undefined if the folder is not there. */
function readFileOf(cwd: string, folder: string, names: readonly string[], file: string): Uint8Array | undefined {
  return names.includes(dirname(file)) ? readUserFile(cwd, `${folder}/${file}`, 'host part').value : undefined;
}

function simulatorFilesOf(cwd: string, folder: string): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const name of Object.values(simulatorFiles)) {
    const bytes = readUserFile(cwd, `${folder}/simulator/${name}`, 'simulator file');
    if (bytes.value) files.set(name, bytes.value);
  }
  return files;
}

function runnableOf({ inputs, outputs, metadata, engine, simulation, run, close }: Network): Runnable {
  const [output] = outputs;
  if (!output) throw new RangeError('the network has no output');
  return {
    inputs,
    outputNames: outputs.map(({ name }) => name),
    outputs: output.source.shape.slice(1).reduce((product, size) => product * size, 1),
    selects: output.isIndex,
    metadata,
    check: (values) =>
      frameTensors(inputs, values).flatMap((frame, i) => checkFeed(inputs[i]!, inputs[i]!.type, frame)),
    run: (frames, options) =>
      run(
        frames.map((values) => frameTensors(inputs, values)),
        options,
      ),
    ...(engine ? { engine } : {}),
    ...(simulation ? { simulation } : {}),
    close,
  };
}
