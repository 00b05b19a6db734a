import { Graph, int, qnn, tensorType } from '@finnc/ir';
import { testOp, testRule } from '@finnc/ir/testing';
import { expect, it } from 'vitest';
import { layers } from '../index.ts';
import { testLayer } from '../testing/index.ts';
import { depthToSpaceToHardware } from './depth-to-space.lower.ts';
import { depthToSpace } from './depth-to-space.ts';

testOp(depthToSpace, [
  {
    name: 'has blocks of channels in mode dcr',
    operands: { x: 'int8[1,1,1,8] [0, 1, 2, 3, 4, 5, 6, 7]' },
    attrs: { block: 2, mode: 'dcr', simd: 1 },
    results: { y: 'int8[1,2,2,2] [0, 1, 2, 3, 4, 5, 6, 7]' },
  },
  {
    name: 'has channels of blocks in mode crd',
    operands: { x: 'int8[1,1,1,8] [0, 1, 2, 3, 4, 5, 6, 7]' },
    attrs: { block: 2, mode: 'crd', simd: 2 },
    results: { y: 'int8[1,2,2,2] [0, 4, 1, 5, 2, 6, 3, 7]' },
  },
]);

const layer = (type: string, block: number, mode: string): string => `graph(%x: ${type}) {
  %y = hw.depth_to_space(%x) {block = ${block}, mode = ${mode}, simd = 1}
  return %y
}`;

testLayer(depthToSpace, {
  cases: [
    { name: 'blocks of channels', graph: layer('uint4[1,3,4,24]', 2, 'dcr') },
    { name: 'channels of blocks', graph: layer('int3[1,3,4,24]', 2, 'crd') },
    { name: 'signs', graph: layer('bipolar[1,2,3,36]', 3, 'crd') },
    { name: 'one pixel of one channel', graph: layer('int8[1,1,1,4]', 2, 'dcr') },
    { name: 'blocks of one pixel', graph: layer('int40[1,2,3,4]', 1, 'dcr') },
  ],
});

it('hw.depth_to_space refuses channels that are no blocks', () => {
  const graph = new Graph();
  const type = tensorType(int(4), [1, 2, 2, 6]);
  const x = graph.input(type, { name: 'x', source: type, perm: [0, 1, 2, 3] });
  expect(() => graph.add(depthToSpace, { x }, { block: 2, mode: 'dcr', simd: 1 })).toThrow(
    'int4[1,2,2,6] has no blocks of 2×2 pixels in its channels',
  );
});

const shuffle = (type: string, layout: string): string =>
  `graph(%x: ${type}) { %y = qnn.depth_to_space(%x) {block = 2, mode = crd, layout = ${layout}} return %y }`;

testRule(depthToSpaceToHardware, {
  ops: [...qnn.qnnOps, ...layers.ops],
  rewrites: [
    {
      name: 'a shuffle, all channels of a pixel a beat',
      before: shuffle('int4[1,3,3,8]', 'nhwc'),
      after: `graph(%x: int4[1,3,3,8]) {
        %y = hw.depth_to_space(%x) {block = 2, mode = crd, simd = 2}
        return %y
      }`,
    },
  ],
  declines: [
    { name: 'channels first', before: shuffle('int4[1,8,3,2]', 'nchw'), because: 'its channels are not last' },
    {
      name: 'a real image',
      before: shuffle('float32[1,3,3,8]', 'nhwc'),
      because: 'its input is float32, not an integer type',
    },
  ],
});
