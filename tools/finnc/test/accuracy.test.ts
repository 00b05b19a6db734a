import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataFolder, hasData, modelPath } from './corpus.ts';
import { finnc } from './finnc.ts';

const set = (name: string): string => path.join(dataFolder, 'datasets', name);
const mnist = ['--dataset', set('mnist-t10k-images-idx3-ubyte.gz'), '--labels', set('mnist-t10k-labels-idx1-ubyte.gz')];
const cifar = ['--dataset', set('cifar10-test-orig932.npz')];

// Counted independently with numpy and the qonnx executor.
describe.skipIf(!hasData)('finnc run counts what independent implementations count', () => {
  it.each([
    ['lfcW1A1-mnist.finn.onnx.gz', mnist, 10000, 9834],
    ['lfcW1A1-mnist-hwbits.finn.onnx.gz', [...mnist, '--decision', 'highest-bit'], 10000, 9840],
    ['zoo-TFC_1W1A.onnx', [...mnist, '--normalize', '1/255'], 10000, 9296],
    ['zoo-TFC_2W2A.onnx', [...mnist, '--normalize', '1/255'], 10000, 9660],
    ['cnvW1A1-cifar10.finn.onnx.gz', cifar, 932, 751],
  ] as const)('%s', async (model, data, frames, correct) => {
    const { code, stdout } = await finnc('run', modelPath(model), ...data, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ frames, correct, accuracy: correct / frames });
  });
});
