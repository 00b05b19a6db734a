import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { OnnxModel } from '@finnc/frontend';
import { writeModel } from '@finnc/frontend';
import type { Graph } from '@finnc/ir';
import { compile, type CompileConfig } from 'finnc';
import { nodeGunzip } from 'finnc/corpus';
import { float32Widths, type Rectifier, type Widths } from '../networks/builder.ts';
import { cnv, fullyConnected } from '../networks/finn-topologies.ts';
import { mobileNetV1 } from '../networks/mobilenet.ts';

/** A network of the benchmark, on images of 8 bits a pixel, to the index of the class; to scores where each has its own scale. */
export interface BenchNetwork {
  readonly name: string;
  /** Where its weights are from. */
  readonly origin: string;
  readonly poster?: Poster;
  /** Multiply-accumulates a frame. */
  readonly operations: number;
  /** What one frame at a time is computed with: counts of bits, or products of bytes. */
  readonly products: 'bits' | 'bytes';
  /** The model's file, for peers that read it. */
  readonly file?: string;
  graph(): Promise<Graph>;
  /** Networks of the same shape in float32, with a batch that the run decides. */
  floats(): readonly FloatModel[];
}
export interface FloatModel {
  /** What the model is: `float32, relu`. */
  readonly what: string;
  readonly model: OnnxModel;
}

/** @see Umuroglu et al., FINN, arXiv:1612.07119, table 3, and the poster of the same: the accelerator on a ZC706 */
export interface Poster {
  readonly framesPerSecond: number;
  readonly latencyMicroseconds: number;
}
const posters = {
  sfc: { framesPerSecond: 12_361_000, latencyMicroseconds: 0.31 },
  lfc: { framesPerSecond: 1_561_000, latencyMicroseconds: 2.44 },
  cnv: { framesPerSecond: 21_900, latencyMicroseconds: 283 },
} as const;

const dynamic = { batch: 'N' } as const;
const floatsOf = (make: (rectifier: Rectifier) => OnnxModel) => (): readonly FloatModel[] =>
  (['sign', 'relu'] as const).map((rectifier) => ({ what: `float32, ${rectifier}`, model: make(rectifier) }));
const denseFloats = (neurons: number) =>
  floatsOf((rectifier) => fullyConnected(neurons, float32Widths, { rectifier, ...dynamic }).model);
const cnvFloats = floatsOf((rectifier) => cnv(float32Widths, { rectifier, ...dynamic }).model);

const examples = path.resolve(import.meta.dirname, '../../../../examples/models');
const cnvOperations = 59_461_376;

/**
 * The networks of the poster as trained and shipped, the wider ones of CNV, and MobileNets in the size of the corpus and of
 * ImageNet.
 *
 * @param data  a folder with trained BNN-PYNQ networks; those that are not there are made with random weights
 */
export function benchNetworks(data: string): readonly BenchNetwork[] {
  const shipped = (name: string, poster: Poster, operations: number, floats: BenchNetwork['floats']): BenchNetwork => {
    const file = path.join(examples, `${name}.onnx.gz`);
    return {
      name,
      origin: 'shipped, trained',
      poster,
      operations,
      products: 'bits',
      file,
      graph: () => fromFile(file),
      floats,
    };
  };
  const wideCnv = (name: string, trained: string, widths: Widths): BenchNetwork => {
    const file = path.join(data, 'models', `${trained}.onnx.gz`);
    const about = { name, operations: cnvOperations, products: 'bytes', floats: cnvFloats } as const;
    if (existsSync(file)) return { ...about, origin: 'BNN-PYNQ, trained', file, graph: () => fromFile(file) };
    const make = (): OnnxModel => cnv(widths, { rectifier: 'identity' }).model;
    return { ...about, origin: 'random weights', graph: () => fromModel(make()) };
  };
  const mobileNet = (name: string, width: number, size: number, classes: number, operations: number): BenchNetwork => ({
    name,
    origin: 'random weights',
    operations,
    products: 'bytes',
    graph: () => fromModel(mobileNetV1(width, { weightBits: 4, activationBits: 4 }, { size, classes }).model),
    floats: () => [
      { what: 'float32, relu', model: mobileNetV1(width, float32Widths, { size, classes, ...dynamic }).model },
    ],
  });
  return [
    shipped('sfc-w1a1', posters.sfc, 334_336, denseFloats(256)),
    shipped('lfc-w1a1', posters.lfc, 2_910_208, denseFloats(1024)),
    shipped('cnv-w1a1', posters.cnv, cnvOperations, cnvFloats),
    wideCnv('cnv-w1a2', 'cnvW1A2-cifar10.qonnx', { weightBits: 2, activationBits: 2 }),
    wideCnv('cnv-w2a2', 'cnvW2A2-cifar10.qonnx', { weightBits: 2, activationBits: 2 }),
    mobileNet('mobilenet-64-w4a4', 0.25, 64, 100, 3_400_000),
    mobileNet('mobilenet-224-w4a4', 1, 224, 1000, 568_740_352),
  ];
}

/** Pixels of 8 bits, which the model is given as parts of 1. */
const pixels: CompileConfig = { mean: [0], std: [1] };

const fromFile = (file: string): Promise<Graph> => compiled(readFileSync(file), file, {});
const fromModel = (model: OnnxModel): Promise<Graph> => compiled(writeModel(model), `${model.graph.name}.onnx`, pixels);

async function compiled(model: Uint8Array, file: string, config: CompileConfig): Promise<Graph> {
  const { graph, diagnostics } = await compile({
    model,
    file,
    config: { stopStep: 'insert-streams', backend: [], check: 0, output: 'argmax', ...config },
    gunzip: nodeGunzip,
    intermediateModels: false,
  });
  const error = diagnostics.find(({ severity }) => severity === 'error');
  if (error || !graph) throw new Error(`${file}: ${error?.code ?? ''} ${error?.message ?? 'nothing is hardware'}`);
  return graph;
}
