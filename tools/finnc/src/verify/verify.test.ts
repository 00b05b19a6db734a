import { constantValue, definePass, definePlugin, int, qnn, tensor } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import { generated } from '../cases.test.support.ts';
import { nearTie } from './margins.ts';
import { verify, type Reference, type VerifyOptions } from './verify.ts';

const options: VerifyOptions = { model: generated['tiny.onnx']!(), file: 'tiny.onnx', seeded: 3 };

const negate = definePass({
  name: 'negate',
  summary: 'Flips the sign of what is subtracted, which changes the network.',
  needs: 'qnn',
  run(graph) {
    for (const node of graph.order()) {
      const { constant } = node.op.name === qnn.sub.name ? node.operand['b']! : {};
      if (!constant) continue;
      const data = Float64Array.from(constant.data, (value) => -value);
      graph.setOperand(node, 'b', constantValue(tensor(constant.type.elem, constant.type.shape, data)));
    }
  },
});

describe('verify', () => {
  it('finds all stages equal, and names them', async () => {
    const { stages, equivalent, exitCode } = await verify(options);
    expect({ equivalent, exitCode }).toEqual({ equivalent: true, exitCode: 0 });
    expect(stages.map(({ stage }) => stage)).toEqual([
      'source, float32',
      'source, exact',
      'tidy-up',
      'streamline',
      'narrow',
      'convert-to-hw',
      'folded',
      'simulator',
    ]);
    for (const { outputs, tensors } of stages.slice(1)) {
      expect(outputs.exact).toBe(outputs.total);
      expect(tensors?.differing ?? 0).toBe(0);
    }
  });

  it('blames the stage where a wrong pass has come in, at the first tensor that differs', async () => {
    const plugin = definePlugin({ name: 'acme', passes: [negate] });
    const pipeline = 'tidy-up,negate,streamline,narrow,convert-to-hw,insert-streams';
    const found = await verify({ ...options, seeded: 64, plugins: [plugin], config: { pipeline } });
    expect(found).toMatchObject({ equivalent: false, exitCode: 4 });
    expect(found.diagnostics[0]).toMatchObject({ code: 'FINNC4201' });
    expect(found.diagnostics[0]?.message).toMatch(
      /^streamline differs from the source model: 'a0' of frame \d+ at \[0, [12]\]/,
    );
  });

  it('compares with a reference, and says by how much it is missed', async () => {
    const reference: Reference = {
      name: 'theirs',
      outputs: (graph, frames) => Promise.resolve({ value: frames.map(() => [Float64Array.of(1000, 0, 0)]) }),
    };
    const found = await verify({ ...options, reference });
    expect(found).toMatchObject({ equivalent: false, exitCode: 4, reference: 'theirs' });
    expect(found.diagnostics.map(({ code }) => code)).toEqual(['FINNC4202']);
    expect(found.stages.at(-1)?.outputs).toMatchObject({
      total: 9,
      first: { tensor: 'y', frame: 0, index: [0, 0], channel: 0, expected: 1000 },
    });
  });

  it('runs what else is given on the final design', async () => {
    const constant = {
      name: 'broken',
      run: (_design: unknown, frames: readonly unknown[]) =>
        frames.map(() => [tensor(int(8), [1, 3], Float64Array.of(7, 7, 7))]),
    };
    const { stages, equivalent } = await verify({ ...options, engines: [constant] });
    expect(equivalent).toBe(false);
    expect(stages.at(-1)).toMatchObject({ stage: 'broken', outputs: { total: 9 } });
  });

  it('knows the smallest margin of each quantiser', async () => {
    const { margins } = await verify(options);
    // Sums of ±1 and 8-bit inputs meet a sign at 0, where channel 0 subtracts nothing.
    expect(margins).toMatchObject([{ layer: 'BipolarQuant_a0', channel: 0, integer: 0, steps: 0 }]);
    expect(margins[0]!.relative).toBeLessThan(nearTie);
  });

  it('tells why a model cannot be verified', async () => {
    const found = await verify({ ...options, model: generated['unsupported.onnx']!() });
    expect(found).toMatchObject({ stages: [], equivalent: false, exitCode: 3 });
  });
});
