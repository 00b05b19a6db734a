import { readFileSync } from 'node:fs';
import path from 'node:path';
import { importModel, readModel } from '@finnc/frontend';
import { describe, expect, it } from 'vitest';
import { dataFolder, hasData, modelPath, registry } from './corpus.ts';
import { dataBeside, nodeGunzip } from '../src/model-file.ts';
import { layersOf } from '../src/source/layers.ts';
import { quantisersOf } from '../src/source/quantisers.ts';
import { tensorsOf } from '../src/source/tensors.ts';

/** Counts of the corpus' own inventory, made with qonnx's shape inference: file, MACs, weights. */
function inventory(): readonly (readonly [string, number, number])[] {
  if (!hasData) return [];
  const rows = readFileSync(path.join(dataFolder, 'README.md'), 'utf8')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  return rows.flatMap(([, file = '', , , , , , macs = '', weights = '']) => {
    const [products, stored] = [macs, weights].map((text) => Number(text.replaceAll(',', '')));
    // Zero is a model whose shapes qonnx did not find.
    return /\.onnx(\.gz)?$/.test(file) && products && stored ? [[file, products, stored] as const] : [];
  });
}

describe.skipIf(!hasData)('multiply-accumulates and weights are those of the inventory:', () => {
  it.each(inventory())('%s', (file, macs, weights) => {
    const read = readModel(readFileSync(modelPath(file)), {
      gunzip: nodeGunzip,
      externalData: dataBeside('', modelPath(file)),
    });
    if (!('model' in read)) throw new Error(read.problem.kind);
    const tensors = tensorsOf(read.model, importModel(read.model, registry.importers).types);
    const layers = layersOf(read.model, tensors, quantisersOf(read.model, tensors));
    const sum = (key: 'macs' | 'weights'): number => layers.reduce((total, layer) => total + (layer[key] ?? 0), 0);
    expect(sum('weights')).toBe(weights);
    // A model that cannot be imported has sizes for a part of its layers; the inventory reads channels-last images as
    // channels-first.
    const known = layers.every((layer) => layer.weights === undefined || layer.macs !== undefined);
    if (known && !file.includes('.chanlast.')) expect(sum('macs')).toBe(macs);
  });
});
