import type { Diagnostic, Graph } from '@finnc/ir';
import { readDescription, type LayerDescription } from './description.ts';
import { parameterDiagnostics } from './diagnostics.ts';
import { defaultFolding, type LayerFolding } from './folding.ts';
import { buildNetwork, type NetworkLayer } from './network.ts';
import { isParameterFolder, readParameters, strayFiles, thresholdFiles, type ParameterFiles } from './parameters.ts';
import { firingRows, sumThresholds, varyingRows, type AccumulatorDomain } from './thresholds.ts';

export interface ParameterImport {
  /** Absent if there was an error. */
  readonly graph?: Graph;
  /** PE and SIMD of config.h for the layers of the design. */
  readonly folding?: readonly LayerFolding[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The trained parameters of a BNN-PYNQ network as a graph in the qnn stage: `<layer>-<pe>-weights.bin`,
 * `<layer>-<pe>-thres.bin`, `config.h` and, if it is there, `classes.txt`.
 *
 * The input is an image of bytes: a fully connected network takes bits, 1 from 128 up, a convolutional one fixed-point
 * numbers from −1 to 127/128, which the host of BNN-PYNQ computes and which are thresholds here. A fully connected
 * network ends in one bit a class, of which the host takes the highest that is set, 0 if none is: the metadata
 * `finnc.decision` says so. A convolutional one ends in accumulators, of which the greatest counts.
 *
 * @see BNN-PYNQ `bnn/src/network/<network>/hw/top.cpp`, `bnn/src/library/host/foldedmv-offload.cpp`
 */
export function importParameters(files: ParameterFiles, name = 'bnn-pynq'): ParameterImport {
  const config = files.get('config.h');
  const count = [...files.keys()].filter((file) => isParameterFolder([file])).length;
  if (!config) return { diagnostics: [parameterDiagnostics.noDescription({ files: count })] };
  const described = readDescription(decode(config));
  if (!described.layers) return { diagnostics: described.diagnostics };
  const { layers } = described;
  const diagnostics: Diagnostic[] = [...strayFiles(files, layers)];
  const isConvolutional = layers[0]?.conv !== undefined;
  const network: NetworkLayer[] = layers.map((layer, i) => {
    const isLast = i === layers.length - 1;
    const hasThresholds = !isLast || !isConvolutional;
    checkActivation(layer, hasThresholds, diagnostics);
    const domain = domainOf(layers, i);
    const parameters = readParameters(
      files,
      layer,
      { isLast, hasThresholds, thresholdBits: domain === 'fixed' ? 24 : 16 },
      (diagnostic) => void diagnostics.push(diagnostic),
    );
    const unused = hasThresholds ? 0 : thresholdFiles(files, layer);
    if (unused > 0) diagnostics.push(parameterDiagnostics.unusedThresholds({ layer: i, files: unused }));
    const inputs = i === 0 && !isConvolutional ? imageInputs(layer, parameters.weights) : layer.columns;
    return {
      layer,
      parameters,
      inputs,
      thresholds: sumThresholds(layer, parameters, inputs, domain),
      rows: layer.rows,
    };
  });
  if (diagnostics.some(({ severity }) => severity === 'error')) return { diagnostics };
  const names = classNames(files);
  const last = network.at(-1)!;
  const classes = names?.length ?? Math.min(last.parameters.knownRows, classRows(last));
  if (classes > last.layer.rows || classes > last.parameters.knownRows) {
    const { rows } = last.layer;
    const { knownRows } = last.parameters;
    const details = classes > rows ? { rows, missing: false } : { rows: knownRows, missing: true };
    return { diagnostics: [...diagnostics, parameterDiagnostics.classCount({ names: classes, ...details })] };
  }
  network[network.length - 1] = { ...last, rows: classes };
  const graph = buildNetwork(name, network);
  graph.metadata.set('producer', 'BNN-PYNQ');
  if (names) graph.metadata.set('finnc.classes', JSON.stringify(names));
  if (!isConvolutional) graph.metadata.set('finnc.decision', 'highest-bit');
  return { graph, folding: defaultFolding(network), diagnostics };
}

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** A network with one-bit activations counts equal bits, except on the fixed-point numbers of an image. */
function domainOf(layers: readonly LayerDescription[], i: number): AccumulatorDomain {
  if (i === 0 && layers[0]?.conv) return 'fixed';
  return layers[i]?.weightBits === 1 && layers[0]?.activationBits === 1 ? 'popcount' : 'sums';
}

function checkActivation(
  { index, activationBits: value }: LayerDescription,
  hasThresholds: boolean,
  diagnostics: Diagnostic[],
): void {
  if (hasThresholds && value !== 1 && value !== 2)
    diagnostics.push(parameterDiagnostics.unsupportedPrecision({ layer: index, name: 'API', value, wants: '1 or 2' }));
}

/**
 * Synapses of a first layer that see pixels. The host pads the bits of a square image to whole words of 64 bits, and the
 * weights of those bits are all 1: the image is the least square that holds every column with another weight.
 */
function imageInputs({ rows, columns }: LayerDescription, weights: Int8Array): number {
  const isPadding = (column: number): boolean => {
    for (let row = 0; row < rows; row++) if (weights[row * columns + column] !== 1) return false;
    return true;
  };
  let seen = columns;
  while (seen > 1 && isPadding(seen - 1)) seen--;
  const pixels = Math.ceil(Math.sqrt(seen)) ** 2;
  return Math.ceil(pixels / 64) * 64 === columns ? pixels : columns;
}

function classRows({ layer: { rows, columns }, parameters, inputs, thresholds }: NetworkLayer): number {
  return thresholds ? firingRows(rows, inputs, thresholds) : varyingRows(rows, columns, parameters.weights);
}

function classNames(files: ParameterFiles): readonly string[] | undefined {
  const bytes = files.get('classes.txt');
  const names = bytes
    ? decode(bytes)
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line !== '')
    : [];
  return names.length > 0 ? names : undefined;
}
