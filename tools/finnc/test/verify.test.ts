import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataFolder, hasData, modelPath } from './corpus.ts';
import { finnc } from './finnc.ts';

interface Verified {
  readonly equivalent: boolean;
  readonly stages: readonly {
    readonly stage: string;
    readonly outputs: { readonly total: number; readonly exact: number; readonly differing: number };
  }[];
}
const golden = (model: string): string => path.join(dataFolder, 'golden', `${model.replace(/\.onnx(\.gz)?$/, '')}.npz`);

async function verified(model: string, ...flags: readonly string[]): Promise<Verified> {
  const { code, stdout, stderr } = await finnc('verify', modelPath(model), ...flags, '--json');
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Verified;
}

// The recorded outputs are those of the qonnx executor.
describe.skipIf(!hasData)('finnc verify agrees with recorded outputs, bit by bit in the simulator:', () => {
  it.each(['tfc-w2a2-random.qonnx.onnx', 'lfcW1A1-mnist.finn.onnx.gz', 'mlp-rounding-random.qonnx.onnx'])(
    '%s',
    async (model) => {
      const { stages, equivalent } = await verified(
        model,
        '--input',
        golden(model),
        '--expected',
        golden(model),
        '--no-cpp',
      );
      expect(equivalent).toBe(true);
      expect(stages.at(-1)?.stage).toBe('simulator');
      for (const { outputs } of stages) expect(outputs.differing).toBe(0);
    },
  );
});

describe.skipIf(!hasData)('finnc verify agrees with onnxruntime', () => {
  it.each(['tfc-w1a2-random.qonnx.onnx', 'tfc-w2a2-random.qcdq.onnx'])('on %s', async (model) => {
    const { stages, equivalent } = await verified(model, '--reference', 'onnxruntime', '--no-cpp');
    expect(equivalent).toBe(true);
    expect(stages[0]?.outputs.total).toBe(40);
  });
});
