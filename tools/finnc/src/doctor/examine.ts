import {
  describeProblem,
  importDiagnostics,
  importModel,
  readModel,
  type OnnxModel,
  type OnnxValueInfo,
} from '@finnc/frontend';
import { cloneGraph, Registry, showType, type Diagnostic, type Graph, type HostOperation } from '@finnc/ir';
import { layerKind } from '@finnc/ir/hw';
import { compile } from '../compile.ts';
import type { CompileOptions } from '../compile-options.ts';
import { exitCodes, type ExitCode } from '../exit-code.ts';
import { originOf, type Origin } from '../source/exporter.ts';
import { layersOf, type SourceLayer } from '../source/layers.ts';
import { sourceNames } from '../source/module-path.ts';
import { quantisersOf, type Quantiser } from '../source/quantisers.ts';
import { tensorsOf } from '../source/tensors.ts';
import { standardPlugins } from '../standard.ts';
import { obstaclesOf, type Declination, type Obstacle } from './obstacles.ts';

export interface ExamineOptions extends Pick<CompileOptions, 'file' | 'plugins' | 'externalData' | 'gunzip'> {
  readonly model: Uint8Array;
}

/** A layer of the design, with the layers of the training script that went into it. */
export interface HardwareLayer {
  readonly name: string;
  readonly kind: string;
  readonly sources: readonly string[];
  /** `uint8[1,28,28,1]`: types and shapes of what streams in and out. */
  readonly input: string;
  readonly output: string;
}

/** What `finnc doctor` finds out about a model. */
export interface Examination {
  readonly file: string;
  /** Absent for a file that is no ONNX model. */
  readonly model?: ModelFacts;
  readonly layers: readonly (SourceLayer & { readonly hardware: readonly string[] })[];
  readonly quantisers: readonly Quantiser[];
  /** Absent where the model does not become hardware. */
  readonly hardware?: readonly HardwareLayer[];
  readonly obstacles: readonly Obstacle[];
  /** How many operations a build leaves to the host. */
  readonly onHost: number;
  /** What concerns the file and not a node, and warnings. */
  readonly diagnostics: readonly Diagnostic[];
  readonly supported: boolean;
  readonly exitCode: ExitCode;
}

export interface ModelFacts extends Origin {
  readonly irVersion: number;
  readonly opsets: Readonly<Record<string, number>>;
  readonly nodes: number;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/**
 * Everything about a model that a user needs to know before building it: what it is, what becomes hardware, what does
 * not and why. Touches no disk; a file that cannot be read is an examination, too.
 */
export async function examine(options: ExamineOptions): Promise<Examination> {
  const { file = 'model.onnx', externalData, gunzip } = options;
  const read = readModel(options.model, { ...(externalData ? { externalData } : {}), ...(gunzip ? { gunzip } : {}) });
  if ('problem' in read) {
    const { message, help } = describeProblem(read.problem);
    const diagnostics = [importDiagnostics.unreadable({ file, problem: message, remedy: help })];
    return {
      file,
      layers: [],
      quantisers: [],
      obstacles: [],
      onHost: 0,
      diagnostics,
      supported: false,
      exitCode: exitCodes.usage,
    };
  }
  const { model } = read;
  const registry = new Registry([...standardPlugins, ...(options.plugins ?? [])]);
  const { types } = importModel(model, registry.importers);
  const tensors = tensorsOf(model, types);
  const quantisers = quantisersOf(model, tensors);
  const names = sourceNames(model);
  const compiled = await compiledUpToLayers(options);
  const obstacles = obstaclesOf(model, names, compiled, registry);
  const hardware = compiled.design && hardwareOf(compiled.design, registry, names);
  const layers = layersOf(model, tensors, quantisers).map((layer) => ({
    ...layer,
    hardware: hardware?.filter(({ nodes }) => nodes.includes(layer.node)).map(({ name }) => name) ?? [],
  }));
  const told = new Set(obstacles.map(({ node }) => node));
  const isTold = ({ at, severity }: Diagnostic): boolean =>
    severity === 'error' && (at?.nodes?.some((node) => told.has(node)) ?? false);
  return {
    file,
    model: factsOf(model),
    layers,
    quantisers: [...quantisers.values()],
    ...(hardware ? { hardware: hardware.map(({ nodes: _nodes, ...layer }) => layer) } : {}),
    obstacles,
    onHost: compiled.hostOperations.length,
    diagnostics: compiled.diagnostics.filter((diagnostic) => !isTold(diagnostic)),
    supported: compiled.exitCode === exitCodes.ok,
    // Whatever stands in the way of this model, it is the model that is not supported.
    exitCode: compiled.exitCode === exitCodes.ok ? exitCodes.ok : exitCodes.unsupported,
  };
}

interface Compiled {
  readonly diagnostics: readonly Diagnostic[];
  readonly exitCode: ExitCode;
  readonly tidied?: Graph;
  readonly design?: Graph;
  readonly declinations: readonly Declination[];
  readonly hostOperations: readonly HostOperation[];
}

/** The model, compiled until all is layers or something is in the way, with what was seen on the way. */
async function compiledUpToLayers(options: ExamineOptions): Promise<Compiled> {
  const declinations: Declination[] = [];
  const states = new Map<string, Graph>();
  const { diagnostics, exitCode, host } = await compile({
    ...options,
    config: { stopStep: 'convert-to-hw', backend: [], check: 0 },
    intermediateModels: false,
    onGraph: (step, graph) => void states.set(step, cloneGraph(graph)),
    onRewrite(step, { rule, node, origin, skipped }) {
      if (skipped !== undefined) declinations.push({ step, rule, node, origin, reason: skipped });
    },
  });
  const [tidied, design] = [states.get('tidy-up'), states.get('convert-to-hw')];
  return {
    // What concerns a build only, such as the assumed board, is no news here.
    diagnostics: diagnostics.filter(({ severity }) => severity !== 'note'),
    exitCode,
    declinations,
    hostOperations: host?.operations ?? [],
    ...(tidied ? { tidied } : {}),
    ...(design ? { design } : {}),
  };
}

function hardwareOf(
  design: Graph,
  registry: Registry,
  names: ReadonlyMap<string, string>,
): readonly (HardwareLayer & { readonly nodes: readonly string[] })[] {
  return design.order().map((node) => ({
    name: node.name,
    kind: registry.ask(layerKind, node, undefined)?.kind ?? node.op.name,
    nodes: node.origin,
    sources: [...new Set(node.origin.map((source) => names.get(source) ?? source))],
    input: Object.values(node.operand)
      .filter(({ constant }) => !constant)
      .map(({ type }) => showType(type))
      .join(' and '),
    output: Object.values(node.result)
      .map(({ type }) => showType(type))
      .join(' and '),
  }));
}

function factsOf(model: OnnxModel): ModelFacts {
  const { graph, irVersion, opsets } = model;
  const given = graph.inputs.filter(({ name }) => !graph.initializers.has(name));
  return {
    ...originOf(model),
    irVersion,
    opsets: Object.fromEntries([...opsets].map(([domain, version]) => [domain === '' ? 'ai.onnx' : domain, version])),
    nodes: graph.nodes.length,
    inputs: given.map((info) => portText(info, graph.annotations.get(info.name)?.get('finn_datatype'))),
    outputs: graph.outputs.map((info) => portText(info, graph.annotations.get(info.name)?.get('finn_datatype'))),
  };
}

/** `x: float32[1,3,32,32] (UINT8)`. */
function portText({ name, elemType, shape }: OnnxValueInfo, annotation: string | undefined): string {
  const sizes = shape ? `[${shape.map((size) => size ?? '?').join(',')}]` : ' of unknown shape';
  return `${name}: ${elemType ?? 'unknown type'}${sizes}${annotation === undefined ? '' : ` (${annotation})`}`;
}
