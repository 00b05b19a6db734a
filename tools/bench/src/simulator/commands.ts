import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeModel } from '@finnc/frontend';
import { mobileNetV1 } from '../networks/mobilenet.ts';
import type { BenchmarkOptions } from './benchmark.ts';
import { measureProcess, type ProcessRow } from './processes.ts';

const repository = path.resolve(import.meta.dirname, '../../../..');
const cli = path.join(repository, 'tools/finnc/dist/cli.js');

/** Whole data sets and large images by the command line, as users have it after `npm run build`. */
export function commandRows({ networks, data, effort }: BenchmarkOptions): ProcessRow[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'finnc-commands-'));
  try {
    return [
      ...(networks.test('lfc-w1a1') ? dataSetRows(data, folder, effort.rounds) : []),
      ...(networks.test('mobilenet-224-w4a4') ? [largeImageRow(folder)] : []),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The test set of MNIST through LFC, from what a build has left and from the model. */
function dataSetRows(data: string, folder: string, runs: number): ProcessRow[] {
  const [model, build] = [path.join(repository, 'examples/models/lfc-w1a1.onnx.gz'), path.join(folder, 'build')];
  const [images, labels] = ['images-idx3', 'labels-idx1'].map((kind) =>
    path.join(data, `datasets/mnist-t10k-${kind}-ubyte.gz`),
  ) as [string, string];
  spawnSync(process.execPath, [cli, 'build', model, '--backend', 'simulator', '--no-check', '--out', build]);
  const row = (from: string, target: readonly string[]): ProcessRow => {
    const args = [cli, 'run', ...target, '--dataset', images, '--labels', labels];
    return measureProcess({ name: `t10k through LFC, from .gz and ${from}`, args, needs: [cli, images, labels] }, runs);
  };
  return [row('a build', [build]), row('the .onnx.gz', [model, '--no-check'])];
}

function largeImageRow(folder: string): ProcessRow {
  const file = path.join(folder, 'mobilenet.onnx');
  writeFileSync(file, writeModel(mobileNetV1(1, { weightBits: 4, activationBits: 4 }).model));
  const image = path.join(repository, 'examples/images/ship.png');
  const args = [cli, 'run', file, '--no-check', '--input', image, '--resize', '--normalize', '1/255'];
  return measureProcess({ name: 'one image through MobileNet-v1 224, from .onnx', args, needs: [cli] }, 1);
}
