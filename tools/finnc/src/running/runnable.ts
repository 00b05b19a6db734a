import { resolve } from 'node:path';
import { loadSimulator, simulator, simulatorFiles, type Simulator } from '@finnc/backend-simulator';
import { isParameterFolder } from '@finnc/frontend';
import {
  checkFeed,
  feedPort,
  Graph,
  readPort,
  Registry,
  type Diagnostic,
  type InputPort,
  type OutputPort,
  type Plugin,
  type Tensor,
} from '@finnc/ir';
import { compile } from '../compile.ts';
import { driverDiagnostics } from '../diagnostics.ts';
import { folderNames, readUserFile } from '../files.ts';
import { onlyInput, sourceTensor } from '../given-inputs.ts';
import { dataBeside, nodeGunzip, readModelFiles } from '../model-file.ts';
import { marker } from '../output-marker.ts';
import { standardPlugins } from '../standard.ts';

/** A compiled network that takes one input and gives what the source model would. */
export interface Runnable {
  readonly input: InputPort;
  readonly outputNames: readonly string[];
  /** Elements of the first output: how many classes it tells apart, unless `selects`. */
  readonly outputs: number;
  /** Whether the first output holds indices of classes, best first. */
  readonly selects: boolean;
  readonly metadata: ReadonlyMap<string, string>;
  /** What is wrong with a frame for this model; nothing if it can be run. */
  check(values: Float32Array): readonly Diagnostic[];
  /** Outputs of checked frames, in the types and shapes of the source model. */
  run(frames: readonly Float32Array[]): readonly (readonly Tensor[])[];
}

export type RunnableResult =
  | { readonly runnable: Runnable; readonly diagnostics: readonly Diagnostic[] }
  | { readonly runnable?: undefined; readonly diagnostics: readonly Diagnostic[] };

/**
 * Makes a target ready to run: the folder of a build, or an ONNX file or BNN-PYNQ's parameters, which are
 * compiled up to their layers.
 *
 * @param check  seeded inputs on which each graph state of an ONNX file is executed and compared
 */
export async function loadRunnable(
  cwd: string,
  target: string,
  plugins: readonly Plugin[],
  check: number,
): Promise<RunnableResult> {
  const names = folderNames(resolve(cwd, target));
  const isBuild = names !== undefined && !isParameterFolder(names);
  const loaded = isBuild ? fromBuild(cwd, target, names, plugins) : await fromModel(cwd, target, plugins, check);
  if (!loaded.simulator) return { diagnostics: loaded.diagnostics };
  const { graph } = loaded.simulator;
  const only = onlyInput(graph);
  if (!('port' in only)) return { diagnostics: [only.problem] };
  return { runnable: runnableOf(loaded.simulator, only.port), diagnostics: loaded.diagnostics };
}

interface Loaded {
  readonly simulator?: Simulator;
  readonly diagnostics: readonly Diagnostic[];
}

function fromBuild(cwd: string, folder: string, names: readonly string[], plugins: readonly Plugin[]): Loaded {
  const missing = [marker, 'simulator'].find((name) => !names.includes(name));
  if (missing !== undefined) return { diagnostics: [driverDiagnostics.notABuild({ missing }, { file: folder })] };
  const files = new Map<string, Uint8Array>();
  for (const name of Object.values(simulatorFiles)) {
    const bytes = readUserFile(cwd, `${folder}/simulator/${name}`, 'simulator file');
    if (bytes.value) files.set(name, bytes.value);
  }
  const registry = new Registry([...standardPlugins, ...plugins]);
  if (registry.problems.length > 0) return { diagnostics: registry.problems };
  const { simulator: made, diagnostics } = loadSimulator(files, registry);
  return made ? { simulator: made, diagnostics } : { diagnostics };
}

async function fromModel(cwd: string, file: string, plugins: readonly Plugin[], check: number): Promise<Loaded> {
  const bytes = readModelFiles(cwd, file);
  if (bytes.problem) return { diagnostics: [bytes.problem] };
  const { graph, diagnostics, exitCode } = await compile({
    model: bytes.value,
    file,
    config: { stopStep: 'convert-to-hw', backend: [], check },
    plugins,
    externalData: dataBeside(cwd, file),
    gunzip: nodeGunzip,
    intermediateModels: false,
  });
  // What concerns a build only, such as the assumed board, is no news here.
  const worthTelling = diagnostics.filter(({ severity }) => severity !== 'note');
  if (!(graph instanceof Graph) || exitCode !== 0) return { diagnostics: worthTelling };
  return { simulator: simulator(graph, new Registry([...standardPlugins, ...plugins])), diagnostics: worthTelling };
}

/** Whether an output holds indices and no scores, which are real in a source model: whole numbers as they are. */
export const givesIndices = ({ source: { elem }, scale, bias }: OutputPort): boolean =>
  elem.kind === 'int' &&
  !elem.signed &&
  scale.every((factor) => factor === 1) &&
  bias.every((summand) => summand === 0);

function runnableOf({ graph, runBatch }: Simulator, input: InputPort): Runnable {
  const [value] = graph.inputs;
  const [output] = graph.outputs;
  if (!value || !output) throw new RangeError('the design has no input or no output');
  const { type } = value;
  return {
    input,
    outputNames: graph.outputPorts.map(({ name }) => name),
    outputs: output.type.shape.slice(1).reduce((product, size) => product * size, 1),
    selects: graph.outputPorts[0] !== undefined && givesIndices(graph.outputPorts[0]),
    metadata: graph.metadata,
    check: (values) => checkFeed(input, type, sourceTensor(input, values)),
    run(frames) {
      const fed = frames.map((values) => [feedPort(input, type, sourceTensor(input, values))]);
      return runBatch(fed).map((outputs) =>
        outputs.map((tensor, i) => {
          const port = graph.outputPorts[i];
          if (!port) throw new RangeError(`output ${i} has no port`);
          return readPort(port, tensor);
        }),
      );
    },
  };
}
