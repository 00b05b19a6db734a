import { hls } from '@finnc/backend-hls';
import { Graph, Registry, tensorType, uint, type Node } from '@finnc/ir';
import { fifo, resources, streams, timing, width, type Board } from '@finnc/ir/hw';
import { describe, expect, it } from 'vitest';
import { fork, layers } from '../index.ts';
import { testLayer } from '../testing/index.ts';

const through = (op: string, attrs: string): string => `graph(%x: uint2[1,3,8]) {
  %y = ${op}(%x) {${attrs}}
  return %y
}`;

testLayer(width, {
  cases: [
    { name: 'narrower', graph: through('hw.width', 'inLanes = 8, outLanes = 2') },
    { name: 'wider', graph: through('hw.width', 'inLanes = 2, outLanes = 8') },
    { name: 'neither divides the other', graph: through('hw.width', 'inLanes = 6, outLanes = 4') },
  ],
});
testLayer(fifo, {
  cases: [
    { name: 'shallow', graph: through('hw.fifo', 'depth = 2, lanes = 4') },
    { name: 'deep', graph: through('hw.fifo', 'depth = 1024, lanes = 8') },
  ],
});
testLayer(fork, {
  cases: [
    {
      name: 'to two outputs',
      graph: `graph(%x: uint2[1,3,8]) {
        %y, %z = hw.fork(%x) {lanes = 1}
        return %y, %z
      }`,
    },
  ],
});

describe('plumbing as C++', () => {
  const registry = new Registry([layers]);
  const graph = new Graph();
  const type = tensorType(uint(2), [1, 3, 8]);
  const x = graph.input(type, { name: 'x', source: type, perm: [0, 1, 2] });
  const callee = (node: Node): string | undefined => {
    const known = registry.ask(streams, node, undefined);
    return known && registry.ask(hls, node, { name: 'n', streams: known })?.callee;
  };

  it('counts the beats that enter a converter and a fork', () => {
    expect(callee(graph.add(width, { x }, { inLanes: 8, outLanes: 2 }))).toBe('finnc::width<8, 2, 2, 3>');
    expect(callee(graph.add(fork, { x }, { lanes: 4 }))).toBe('finnc::fork<8, 6>');
  });

  it('throws rather than emit an engine whose beats do not come out whole', () => {
    const odd = graph.add(width, { x }, { inLanes: 5, outLanes: 2 });
    const none = { inputs: {}, outputs: {} };
    expect(() => registry.ask(hls, odd, { name: 'n', streams: none })).toThrow(RangeError);
  });
});

describe('plumbing under FINN’s laws', () => {
  const registry = new Registry([layers]);
  const target = { board: registry.boards[0] as Board, clockMhz: 100, cost: 'finn' } as const;
  const graph = new Graph();
  const type = tensorType(uint(2), [1, 64]);
  const x = graph.input(type, { name: 'x', source: type, perm: [0, 1] });

  it('takes no cycles', () => {
    const converter = graph.add(width, { x }, { inLanes: 4, outLanes: 16 });
    expect(registry.ask(timing, converter, target)?.cycles).toBe(0);
    expect(registry.ask(timing, graph.add(fifo, { x }, { depth: 64, lanes: 4 }), target)?.cycles).toBe(0);
  });

  it('is a shift register up to 256 words', () => {
    const lut = (depth: number): number | undefined =>
      registry.ask(resources, graph.add(fifo, { x }, { depth, lanes: 4 }), target)?.lut;
    // 2 · log2(256) of control and 8 LUTs a bit pair; beyond, control only.
    expect(lut(256)).toBe(16 + 8 * 4);
    expect(lut(512)).toBe(18);
  });
});
