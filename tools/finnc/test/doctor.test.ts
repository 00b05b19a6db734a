import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { examine, type Examination } from '../src/doctor/examine.ts';
import { dataBeside, nodeGunzip } from '../src/model-file.ts';
import { dataFolder, hasData, modelPath } from './corpus.ts';

const models = hasData
  ? readdirSync(path.join(dataFolder, 'models')).filter((name) => /\.onnx(\.gz)?$/.test(name))
  : [];

const known = new Map<string, Promise<Examination>>();

/** The examination of a model; each is made once. */
function examined(file: string): Promise<Examination> {
  const found =
    known.get(file) ??
    examine({
      model: readFileSync(modelPath(file)),
      file,
      externalData: dataBeside('', modelPath(file)),
      gunzip: nodeGunzip,
    });
  known.set(file, found);
  return found;
}

describe.skipIf(!hasData)('finnc doctor says something useful for', () => {
  it.each(models)('%s', async (file) => {
    const { model, layers, hardware, obstacles, diagnostics, supported, exitCode } = await examined(file);
    expect(model?.exporter).not.toMatch(/unknown/);
    expect(layers.length).toBeGreaterThan(0);
    expect(exitCode).toBe(supported ? 0 : 3);
    if (supported) {
      expect(hardware?.length).toBeGreaterThan(0);
      // Every product with weights is found again, in the design or among what the host computes.
      const told = new Set(obstacles.flatMap(({ node, behind }) => [node, ...behind]));
      const lost = layers.filter(({ weights, hardware: own }) => weights !== undefined && own.length === 0);
      expect(lost.filter(({ node }) => !told.has(node)).map(({ layer }) => layer)).toEqual([]);
    } else {
      const told = [...obstacles, ...diagnostics.filter(({ severity }) => severity === 'error')];
      expect(told.length).toBeGreaterThan(0);
      for (const one of told) expect('remedy' in one ? one.remedy : one.help).toMatch(/\w/);
    }
  });

  it.each([
    ['cnv-w1a1-random.qonnx.onnx.gz', 'QONNX', true],
    ['resnet8-w4a4-random.qcdq.onnx', 'QCDQ', true],
    ['cnvW1A1-cifar10.finn.onnx.gz', 'FINN-ONNX', false],
    ['d-cnvW1A1-cifar10.lowered.onnx.gz', 'FINN-ONNX, lowered', false],
    ['d-resnet8-w4a4-random.lowered.onnx', 'QONNX, lowered', true],
    ['d-resnet8-w4a4-random.chanlast.onnx', 'QONNX, channels-last', true],
    ['finn-residual_testcase.onnx', 'FINN, hardware level', true],
    ['onnx-mnist-conv-float.onnx', 'ONNX without quantisers', false],
    ['zoo-qkeras_jettagging.onnx', 'QONNX', false],
  ] as const)('%s is recognised as %s', async (file, dialect, brevitas) => {
    expect((await examined(file)).model).toMatchObject({ dialect, brevitas });
  });
});
