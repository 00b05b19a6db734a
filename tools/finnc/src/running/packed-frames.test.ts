import type { Simulation } from '@finnc/backend-simulator';
import { feedPort, float32, Graph, int, tensor, tensorType, uint, type ScalarType } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import { datasetOf, fitToModel } from '../data/dataset.ts';
import { framesOfOne, normalizedFrames, type ModelFrames } from './model-frames.ts';
import { packedFrames } from './packed-frames.ts';

const arrays = { uint8: 'uint8', int8: 'int8', int16: 'int32', float32: 'float32' } as const;

/** As much of a simulation as says how frames go in. */
function simulationOf(elem: ScalarType, source: readonly number[], perm: readonly number[]): Simulation {
  const graph = new Graph();
  const shape = perm.map((axis) => source[axis]!);
  graph.input(tensorType(elem, shape), { name: 'image', source: tensorType(float32, source), perm });
  const length = source.reduce((product, n) => product * n, 1);
  const inputs = [{ array: arrays[elem.name as keyof typeof arrays], length }];
  return { graph, inputs, engine: { threads: 1 } } as unknown as Simulation;
}

/** Images of 4 x 5 pixels of three colours, as a data set stores them, with a byte of something else before each. */
function framesFor(shape: readonly number[], stored: readonly number[], most = 255): ModelFrames {
  const each = stored.reduce((product, n) => product * n, 1);
  const data = Uint8Array.from({ length: 4 * (each + 1) }, (_, i) => (i * 41) % (most + 1));
  const array = { shape: [4, ...stored], dtype: 'uint8' as const, data };
  const dataset = { ...datasetOf('.npy', array), start: 1, stride: each + 1 };
  return framesOfOne(fitToModel(dataset, shape).value!);
}

/** What the frames become by way of tensors. */
function expected({ graph }: Simulation, frames: ModelFrames): number[] {
  const [port, value] = [graph.inputPorts[0]!, graph.inputs[0]!];
  return Array.from({ length: frames.frames }, (_, i) => {
    const feed = tensor(float32, port.source.shape, frames.read(i)[0]!);
    return Array.from(feedPort(port, value.type, feed).data);
  }).flat();
}

const nchw = [1, 3, 4, 5];
const toNhwc = [0, 2, 3, 1];
const spec = { name: 'image', shape: nchw };

describe('packed frames', () => {
  it.each([
    ['channels first to channels last', uint(8), nchw, toNhwc, [3, 4, 5], undefined],
    ['channels last, which the hardware has too', uint(8), nchw, toNhwc, [4, 5, 3], undefined],
    ['flat', uint(8), [1, 60], [0, 1], [60], undefined],
    ['into a wider type', int(16), [1, 60], [0, 1], [60], undefined],
    ['scaled', float32, nchw, toNhwc, [3, 4, 5], { multiply: 1, divide: 255 }],
    ['by whole numbers', int(16), nchw, toNhwc, [3, 4, 5], { multiply: 2, divide: 1 }],
    [
      'normalised channel by channel',
      float32,
      nchw,
      toNhwc,
      [4, 5, 3],
      { multiply: 1, divide: 255, mean: [0.5, 0.25, 0.125], std: [0.25] },
    ],
  ] as const)('are what tensors would become: %s', (_, elem, source, perm, stored, scaling) => {
    const simulation = simulationOf(elem, source, perm);
    const frames = normalizedFrames(framesFor(source, stored), scaling, [spec]);
    const pack = packedFrames(simulation, frames)!;
    expect(Array.from(pack(0, 4)!)).toEqual(expected(simulation, frames));
    expect(Array.from(pack(2, 3)!)).toEqual(expected(simulation, frames).slice(2 * 60, 3 * 60));
  });

  it('are not copied where they lie as the hardware takes them', () => {
    const data = Uint8Array.from({ length: 20 }, (_, i) => i);
    const dataset = datasetOf('.npy', { shape: [4, 5], dtype: 'uint8', data });
    const frames = framesOfOne(fitToModel(dataset, [1, 5]).value!);
    const packed = packedFrames(simulationOf(uint(8), [1, 5], [0, 1]), frames)!(1, 3)!;
    expect(packed.buffer).toBe(data.buffer);
    expect(Array.from(packed)).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
  });

  it('are none where a value is not of the input’s type, so that it can be told which', () => {
    const simulation = simulationOf(int(8), [1, 60], [0, 1]);
    expect(packedFrames(simulation, framesFor([1, 60], [60]))!(0, 4)).toBeUndefined();
    expect(packedFrames(simulation, framesFor([1, 60], [60], 127))!(0, 4)).toBeDefined();
  });

  it('are not for what is no bytes', () => {
    const dataset = datasetOf('.npy', { shape: [1, 5], dtype: 'float32', data: new Float32Array(5) });
    const frames = framesOfOne(fitToModel(dataset, [1, 5]).value!);
    expect(packedFrames(simulationOf(uint(8), [1, 5], [0, 1]), frames)).toBeUndefined();
  });
});
