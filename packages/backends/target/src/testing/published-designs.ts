import { cnvNetwork, denseNetwork, type MatrixLayer } from './published-networks.ts';

/** A published design: what was measured of the whole of it, and how its layers were folded. */
export interface PublishedDesign {
  readonly name: string;
  readonly board: 'ZC706' | 'Pynq-Z1';
  readonly clockMhz: number;
  readonly weightBits: number;
  readonly activationBits: number;
  /** Width of the first layer's input: 1 where the image is binarised, 8 where it is not. */
  readonly inputBits: number;
  readonly layers: readonly MatrixLayer[];
  /** PE and SIMD of each layer. */
  readonly folding: readonly (readonly [number, number])[];
  /** Where the folding comes from: the source code, or inferred from rate and latency (PE · SIMD is then certain). */
  readonly foldingFrom: 'published' | 'inferred';
  readonly lut: number;
  /** Twice the published BRAM36. */
  readonly bram18: number;
  readonly fps?: number;
  readonly latencyUs?: number;
  readonly chipWatts?: number;
  readonly wallWatts?: number;
}

const binary = { weightBits: 1, activationBits: 1 } as const;
const zc706 = { ...binary, board: 'ZC706', clockMhz: 200, foldingFrom: 'inferred' } as const;

/** The ZC706 table of FINN (FPGA 2017), with foldings inferred from its rates and latencies. */
export const posterTable: readonly PublishedDesign[] = Object.freeze([
  {
    ...zc706,
    name: 'SFC-max',
    inputBits: 1,
    layers: denseNetwork(832, 256, 16),
    folding: [
      [256, 52],
      [256, 16],
      [256, 16],
      [16, 16],
    ],
    lut: 91_131,
    bram18: 9,
    fps: 12_361_000,
    latencyUs: 0.31,
    chipWatts: 7.3,
    wallWatts: 21.2,
  },
  {
    ...zc706,
    name: 'LFC-max',
    inputBits: 1,
    layers: denseNetwork(832, 1024, 64),
    folding: [
      [256, 32],
      [256, 32],
      [256, 32],
      [16, 32],
    ],
    lut: 82_988,
    bram18: 792,
    fps: 1_561_000,
    latencyUs: 2.44,
    chipWatts: 8.8,
    wallWatts: 22.6,
  },
  {
    ...zc706,
    name: 'CNV-max',
    inputBits: 8,
    layers: cnvNetwork(10),
    folding: [
      [64, 3],
      [64, 64],
      [64, 32],
      [64, 32],
      [16, 32],
      [4, 32],
      [1, 16],
      [1, 32],
      [1, 4],
    ],
    lut: 46_253,
    bram18: 372,
    fps: 21_906,
    latencyUs: 283,
    chipWatts: 3.6,
    wallWatts: 11.7,
  },
  {
    ...zc706,
    name: 'SFC-fix',
    inputBits: 1,
    layers: denseNetwork(832, 256, 10),
    folding: [
      [1, 16],
      [1, 4],
      [1, 4],
      [1, 2],
    ],
    lut: 5_155,
    bram18: 32,
    fps: 12_200,
    latencyUs: 240,
    chipWatts: 0.4,
    wallWatts: 8.1,
  },
  {
    ...zc706,
    name: 'LFC-fix',
    inputBits: 1,
    layers: denseNetwork(832, 1024, 10),
    folding: [
      [1, 64],
      [1, 64],
      [1, 64],
      [1, 1],
    ],
    lut: 5_636,
    bram18: 229,
    fps: 12_200,
    latencyUs: 282,
    chipWatts: 0.8,
    wallWatts: 7.9,
  },
  {
    ...zc706,
    name: 'CNV-fix',
    inputBits: 8,
    layers: cnvNetwork(10),
    folding: [
      [32, 3],
      [64, 32],
      [32, 32],
      [32, 32],
      [8, 32],
      [2, 32],
      [1, 8],
      [1, 16],
      [1, 2],
    ],
    lut: 29_274,
    bram18: 305,
    fps: 11_600,
    latencyUs: 550,
    chipWatts: 2.3,
    wallWatts: 10,
  },
] satisfies PublishedDesign[]);

const pynq = { board: 'Pynq-Z1', clockMhz: 100, foldingFrom: 'published' } as const;
const cnvFolding = [
  [16, 3],
  [32, 32],
  [16, 32],
  [16, 32],
  [4, 32],
  [1, 32],
  [1, 4],
  [1, 8],
  [4, 1],
] as const;
const lfcFolding = [
  [32, 64],
  [64, 32],
  [32, 64],
  [16, 8],
] as const;

/** BNN-PYNQ on the Z-7020 (Vivado 2018.2): published foldings, utilisation of the whole design. */
export const bnnPynqTable: readonly PublishedDesign[] = Object.freeze([
  {
    ...pynq,
    ...binary,
    name: 'LFC-W1A1',
    inputBits: 1,
    layers: denseNetwork(832, 1024, 64),
    folding: lfcFolding,
    lut: 28_360,
    bram18: 220,
  },
  {
    ...pynq,
    name: 'LFC-W1A2',
    weightBits: 1,
    activationBits: 2,
    inputBits: 1,
    layers: denseNetwork(832, 1024, 64),
    folding: lfcFolding,
    lut: 48_981,
    bram18: 220,
  },
  {
    ...pynq,
    ...binary,
    name: 'CNV-W1A1',
    inputBits: 8,
    layers: cnvNetwork(64),
    folding: cnvFolding,
    lut: 26_072,
    bram18: 248,
  },
  {
    ...pynq,
    name: 'CNV-W1A2',
    weightBits: 1,
    activationBits: 2,
    inputBits: 8,
    layers: cnvNetwork(64),
    folding: cnvFolding,
    lut: 40_321,
    bram18: 263,
  },
  {
    ...pynq,
    name: 'CNV-W2A2',
    weightBits: 2,
    activationBits: 2,
    inputBits: 8,
    layers: cnvNetwork(64),
    folding: [
      [8, 3],
      [16, 16],
      [8, 16],
      [8, 16],
      [4, 8],
      [1, 8],
      [1, 2],
      [2, 2],
      [4, 1],
    ],
    lut: 37_302,
    bram18: 280,
  },
] satisfies PublishedDesign[]);
