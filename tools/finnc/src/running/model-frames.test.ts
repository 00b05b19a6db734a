import { loadModel } from '@finnc/frontend';
import { execute, Registry } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import { generated } from '../cases.test.support.ts';
import { compile } from '../compile.ts';
import type { NumericArray } from '../data/array.ts';
import type { NamedBytes } from '../data/loaded.ts';
import { writeNpy } from '../data/npy.ts';
import { readNpz, writeNpz } from '../data/npz.ts';
import { hasRealData, realFile } from '../data/real-data.test.support.ts';
import { frameTensors, inputSpec } from '../given-inputs.ts';
import { standardPlugins } from '../standard.ts';
import { compiledNetwork } from './compiled-network.ts';
import { normalizedFrames, readInputs } from './model-frames.ts';

const specs = [
  { name: 'a', shape: [1, 2] },
  { name: 'b', shape: [3, 1] },
];
const array = (shape: readonly number[], ...data: readonly number[]) =>
  ({ shape, dtype: 'float32', data: Float32Array.from(data) }) as const;
const npz = (arrays: Readonly<Record<string, NumericArray>>): NamedBytes => ({
  bytes: writeNpz(new Map(Object.entries(arrays))),
  name: 'x.npz',
});

describe('frames of a model with several inputs', () => {
  it('come from arrays by name or by place, of one frame each', () => {
    const { value } = readInputs(npz({ in_1: array([3, 1], 3, 4, 5), a: array([2], 1, 2) }), specs);
    expect(value?.frames).toBe(1);
    expect(value?.read(0).map((values) => [...values])).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
  });

  it('are several along one more dimension, and one frame goes with all', () => {
    const { value } = readInputs(npz({ a: array([2, 1, 2], 1, 2, 3, 4), b: array([1, 3, 1], 5, 6, 7) }), specs);
    expect(value?.frames).toBe(2);
    const halved = normalizedFrames(value!, { multiply: 1, divide: 2 }, specs);
    const read = [0, 1].map((i) => halved.read(i).map((values) => [...values]));
    expect(read).toEqual([
      [
        [0.5, 1],
        [2.5, 3, 3.5],
      ],
      [
        [1.5, 2],
        [2.5, 3, 3.5],
      ],
    ]);
  });

  it.each([
    ['a file of one array', { bytes: writeNpy(array([1, 2], 1, 2)), name: 'x.npy' }, 'this file is no .npz'],
    ['an array that is missing', npz({ a: array([1, 2], 1, 2) }), "this .npz has no array 'b' or 'in_1', but 'a'"],
    [
      'different numbers of frames',
      npz({ a: array([2, 2], 1, 2, 3, 4), b: array([3, 3, 1], 1, 2, 3, 4, 5, 6, 7, 8, 9) }),
      'the arrays hold 2, 3 frames',
    ],
  ])('are refused for %s', (_, file, reason) => {
    const { problem } = readInputs(file, specs);
    expect(problem).toMatchObject({ code: 'FINNC5017', at: { file: file.name } });
    expect(problem?.message).toContain(reason);
    expect(problem?.help).toContain("np.savez('inputs.npz', in_0=…, in_1=…)");
  });

  it('are refused where an array has another shape', () => {
    const { problem } = readInputs(npz({ a: array([1, 2], 1, 2), b: array([4], 1, 2, 3, 4) }), specs);
    expect(problem).toMatchObject({ code: 'FINNC5210' });
  });
});

it('a compiled network with two inputs gives what the source model does', async () => {
  const registry = new Registry(standardPlugins);
  const model = generated['two-inputs.onnx']!();
  const network = await compiledNetwork(await compile({ model, file: 'm', config: { check: 0 } }), registry);
  const { inputs, run } = network.value!;
  const frames = readInputs({ bytes: generated['both-inputs.npz']!(), name: 'x.npz' }, inputs.map(inputSpec)).value!;
  const feeds = Array.from({ length: frames.frames }, (_, i) => frameTensors(inputs, frames.read(i)));
  const wanted = feeds.map((feed) => execute(loadModel(model, registry.importers).graph!, feed)[0]!);
  expect(wanted).toHaveLength(3);
  expect((await run(feeds)).map(([output]) => [...output!.data])).toEqual(wanted.map(({ data }) => [...data]));
});

const isInstalled = await import('onnxruntime-node').then(
  () => true,
  () => false,
);

describe.skipIf(!hasRealData || !isInstalled)('attention of three inputs', () => {
  it('gives its golden outputs', async () => {
    const file = realFile('models/qonnx-sdp.onnx');
    const golden = realFile('golden/qonnx-sdp.npz');
    const config = { check: 1, allowHost: true };
    const compiled = await compile({ model: file.bytes, file: file.name, config });
    const { inputs, run } = (await compiledNetwork(compiled, new Registry(standardPlugins))).value!;
    const frames = readInputs(golden, inputs.map(inputSpec)).value!;
    expect(frames.frames).toBe(12);
    const wanted = readNpz(golden.bytes).value!.get('out_0')!;
    const found = await run(Array.from({ length: 12 }, (_, i) => frameTensors(inputs, frames.read(i))));
    const values = found.flatMap(([output]) => [...output!.data]);
    expect(values).toHaveLength(wanted.data.length);
    const largest = Math.max(...values.map((value, i) => Math.abs(value - Number(wanted.data[i]))));
    expect(largest).toBeLessThan(1e-6);
  });
});
