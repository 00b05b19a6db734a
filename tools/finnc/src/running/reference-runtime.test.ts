import { Registry } from '@finnc/ir';
import { expect, it } from 'vitest';
import { generated } from '../cases.test.support.ts';
import { standardPlugins } from '../standard.ts';
import { verify } from '../verify/verify.ts';
import { onnxruntimeReference } from './reference-runtime.ts';

const model = generated['tiny.onnx']!();

it('gives what the model gives, its quantisers written out', async () => {
  const made = await onnxruntimeReference(model, new Registry(standardPlugins), {});
  if ('problem' in made) throw new Error(made.problem.message);
  const found = await verify({ model, seeded: 4, reference: made.reference });
  expect(found).toMatchObject({ equivalent: true, reference: 'onnxruntime (quantisers written out)' });
  expect(found.stages.at(-1)?.outputs).toMatchObject({ total: 12, exact: 12 });
});

it('tells what onnxruntime says of a model that it cannot run', async () => {
  const made = await onnxruntimeReference(model, new Registry(standardPlugins), {});
  if ('problem' in made) throw new Error(made.problem.message);
  const { reference } = made;
  const broken = {
    ...reference,
    outputs: (...[graph, frames]: Parameters<typeof reference.outputs>) =>
      reference.outputs(
        graph,
        frames.map(([x]) => [{ type: x!.type, data: new Float32Array(3) }]),
      ),
  };
  const { diagnostics, exitCode } = await verify({ model, seeded: 1, reference: broken });
  expect(diagnostics.map(({ code }) => code)).toEqual(['FINNC5806']);
  expect(exitCode).toBe(2);
});
