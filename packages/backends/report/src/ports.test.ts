import { streams, type Board } from '@finnc/ir/hw';
import { expect, it } from 'vitest';
import { chain, contextFor, dense, denseFacets, fifoFacets, smallBoard } from './fixture.test.support.ts';
import { reportModel } from './model.ts';
import { reportTable } from './table.ts';

/** Sixteen elements of four bits in so many beats: 2 bytes each of two beats, or a byte each of sixteen. */
const streamed = streams.for(dense, ({ operand: { x } }) => {
  const stream = { elem: x.type.elem, lanes: 1, beats: 16 };
  return { inputs: { x: stream }, outputs: { y: stream } };
});
const modelOn = (board: Partial<Board>): ReturnType<typeof reportModel> =>
  reportModel(chain(), contextFor([...denseFacets, ...fifoFacets, streamed], { ...smallBoard, ...board }));

it('the slowest layer is the bottleneck where ports and memory are faster', () => {
  const { traffic, bottleneck, fps } = modelOn({ memoryGbps: 10 });
  // Nibbles travel as bytes: 128 bits a frame, two words of the port.
  expect(traffic).toMatchObject({
    ports: [
      { name: 's_axis', direction: 'in', bits: 128, cycles: 2 },
      { name: 'm_axis', direction: 'out', bits: 128, cycles: 2 },
    ],
    portBits: 64,
    memoryBits: 50,
  });
  expect(bottleneck).toEqual({ name: 'MVAU_0', cycles: 128 });
  expect(fps).toBe(200e6 / 128);
});

it('names a port that is slower than the layers, with what it would have to move', () => {
  const model = modelOn({ axiBits: 0.5 });
  expect(model.bottleneck).toEqual({ name: 'port s_axis', cycles: 256 });
  const text = reportTable(model);
  expect(text).toContain('bottleneck  port s_axis, 256 cycles a frame');
  expect(text).toContain('128 bits a frame at 1,562,500 FPS are 0.2 Gb/s, a port of 0.5 bits moves 0.1 Gb/s;');
  expect(text).toContain('the slowest layer is MVAU_0, 128 cycles');
  expect(text).toContain('rate        781,250 FPS');
});

it('names the memory that all ports share', () => {
  const text = reportTable(modelOn({ memoryGbps: 0.1 }));
  expect(text).toContain('bottleneck  memory, 512 cycles a frame');
  expect(text).toContain('256 bits a frame at 1,562,500 FPS are 0.4 Gb/s, the memory moves 0.1 Gb/s;');
});
