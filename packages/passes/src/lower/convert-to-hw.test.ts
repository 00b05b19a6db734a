import { expectSameMeaning, graphOf } from '@finnc/ir/testing';
import type { Graph } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import { compiled, layersOf, ops, registry } from '../compiled.test.support.ts';
import { absorbBoundaryLayout } from './boundary.ts';
import { convertToHw } from './convert-to-hw.ts';

function converted(text: string): Graph {
  const { graph, told } = compiled(text, [convertToHw()]);
  expect(told).toEqual([]);
  expectSameMeaning(graphOf(text, ops), graph, { ask: registry });
  return graph;
}
const count = (n: number): string => Array.from({ length: n }, (_, i) => (i % 7) - 3).join(', ');

const image = (rest: string, result = '%y', size = '1,2,5,4'): string => `
  graph(%x: int4[${size}]) {
    %w = const int3[3,2,2,2] [${count(24)}]
    %a = qnn.conv(%x, %w) {kernel = [2, 2], strides = [1, 1], pads = [0, 1, 0, 0], outType = int12}
    %t = const int4[3,1] [0, 2, -1]
    %b = qnn.multi_threshold(%a, %t) {outType = uint1, axis = 1}
    ${rest}
    return ${result}
  }`;

describe('integer operations as layers', () => {
  it('a convolution is padding, windows and a matrix-vector unit with the activation in it', () => {
    const graph = converted(image('', '%b'));
    expect(layersOf(graph)).toEqual(['FMPadding_0', 'ConvolutionInputGenerator_0', 'MVAU_0']);
  });

  it('the host brings the image channels last, and takes the result so', () => {
    const graph = converted(image('', '%b'));
    expect(graph.inputs[0]?.type.shape).toEqual([1, 5, 4, 2]);
    expect(graph.inputPorts[0]).toMatchObject({ perm: [0, 2, 3, 1], source: { shape: [1, 2, 5, 4] } });
    expect(graph.outputs[0]?.type.shape).toEqual([1, 4, 4, 3]);
    expect(graph.outputPorts[0]).toMatchObject({ shape: [1, 4, 4, 3], perm: [0, 3, 1, 2] });
  });

  it('a flattened image is one window more, its weights in the order of the stream', () => {
    const graph = converted(
      image(`%f = qnn.reshape(%b) {shape = [1, 48]}
        %v = const int3[48,5] [${count(240)}]
        %y = qnn.mat_mul(%f, %v) {outType = int12}`),
    );
    expect(layersOf(graph)).toEqual([
      'FMPadding_0',
      'ConvolutionInputGenerator_0',
      'MVAU_0',
      'ConvolutionInputGenerator_1',
      'MVAU_1',
    ]);
  });

  const row = (before: string, after: string): string => `graph(%x: int4[1,2,9]) {
    ${before}
    %i = qnn.reshape(%b) {shape = [1, 2, 1, 9]}
    %w = const int3[3,2,1,2] [${count(12)}]
    %c = qnn.conv(%i, %w) {kernel = [1, 2], pads = [0, 1, 0, 0], strides = [1, 2], outType = int12}
    %r = qnn.reshape(%c) {shape = [1, 3, 5]}
    ${after}
    return %y
  }`;
  const perChannel = '%t = const int4[2,1] [0, 2] %b = qnn.multi_threshold(%x, %t) {outType = uint1, axis = 1}';

  it('a convolution over a row is one over an image, without reshapes between layers', () => {
    const after = '%u = const int4[3,1] [1, -1, 0] %y = qnn.multi_threshold(%r, %u) {outType = uint1, axis = 1}';
    const graph = converted(row(perChannel, after));
    expect(layersOf(graph)).toEqual(['Thresholding_0', 'FMPadding_0', 'ConvolutionInputGenerator_0', 'MVAU_0']);
  });

  it('a shuffle between layers is a layer, and so are zeros between pixels', () => {
    const graph = converted(`graph(%x: int4[1,4,3,2]) {
      %p = qnn.pixel_pad(%x) {strides = [2, 2]}
      %s = qnn.depth_to_space(%p) {block = 2, mode = crd}
      %w = const int3[2,1,2,2] [${count(8)}]
      %y = qnn.conv(%s, %w) {kernel = [2, 2], outType = int12}
      return %y
    }`);
    expect(layersOf(graph)).toEqual(['FMPadding_Pixel_0', 'DepthToSpace_0', 'ConvolutionInputGenerator_0', 'MVAU_0']);
  });

  it('a row comes and goes with its channels wherever the model has them', () => {
    const text = row(perChannel, '%y = qnn.transpose(%r) {perm = [0, 2, 1]}')
      .replace('%x: int4[1,2,9]', '%l: int4[1,9,2]')
      .replace('%t =', '%x = qnn.transpose(%l) {perm = [0, 2, 1]}\n%t =');
    const layers = ['Thresholding_0', 'FMPadding_0', 'ConvolutionInputGenerator_0', 'MVAU_0'];
    expect(layersOf(converted(text))).toEqual(layers);
    expect(layersOf(converted(row(perChannel, '%y = qnn.reshape(%c) {shape = [1, 3, 5]}')))).toEqual(layers);
  });

  it('a residual over rows is one over images', () => {
    const graph = converted(
      row(
        perChannel,
        `%u = const int4[3,1] [1, -1, 0]
        %g = qnn.multi_threshold(%r, %u) {outType = uint1, axis = 1}
        %v = const int3[3,2,1,3] [${count(18)}]
        %d = qnn.conv(%i, %v) {kernel = [1, 3], pads = [0, 1, 0, 1], strides = [1, 2], outType = int12}
        %e = qnn.reshape(%d) {shape = [1, 3, 5]}
        %h = qnn.multi_threshold(%e, %u) {outType = uint1, axis = 1}
        %y = qnn.sum(%g, %h) {outType = uint2}`,
      ),
    );
    expect(layersOf(graph).filter((name) => name.startsWith('qnn') || /reshape|transpose/.test(name))).toEqual([]);
  });

  const inGroups = (group: number, weights: string): string => `graph(%x: int4[1,4,5,4]) {
    %w = const int3[${weights},2,2] [${count(weights.split(',').reduce((n, size) => n * Number(size), 4))}]
    %y = qnn.conv(%x, %w) {kernel = [2, 2], strides = [1, 1], group = ${group}, outType = int12}
    return %y
  }`;

  it('a depthwise convolution is windows and a vector-vector unit', () => {
    expect(layersOf(converted(inGroups(4, '8,1')))).toEqual(['ConvolutionInputGenerator_0', 'VVAU_0']);
  });

  it('a convolution in other groups is a matrix-vector unit, and the note says how many weights are zeros', () => {
    const text = inGroups(2, '6,2');
    const { graph, told } = compiled(text, [convertToHw()]);
    expect(layersOf(graph)).toEqual(['ConvolutionInputGenerator_0', 'MVAU_0']);
    expectSameMeaning(graphOf(text, ops), graph, { ask: registry });
    expect(told).toEqual([
      expect.stringContaining('convolves in 2 groups and becomes one dense layer: 48 of its 96 weights are zeros'),
    ]);
  });

  it('thresholds of one row for all channels do not stop the image on its way to a dense layer', () => {
    const text = image(`%f = qnn.reshape(%b) {shape = [1, 48]}
        %v = const int3[48,5] [${count(240)}]
        %y = qnn.mat_mul(%f, %v) {outType = int12}`)
      .replace('%t = const int4[3,1] [0, 2, -1]', '%t = const int4[1,1] [2]')
      .replace('axis = 1', 'axis = 3');
    expect(layersOf(converted(text)).filter((name) => name.startsWith('MVAU'))).toEqual(['MVAU_0', 'MVAU_1']);
  });

  it('pooling keeps its window', () => {
    const graph = converted(
      image('%y = qnn.max_pool(%b) {kernel = [3, 2], strides = [1, 2], pads = [1, 0, 0, 0], layout = nchw}'),
    );
    expect(layersOf(graph).at(-1)).toBe('StreamingMaxPool_0');
    expect(graph.order().at(-1)?.attrs).toMatchObject({ kernel: [3, 2], strides: [1, 2] });
  });

  it('layers are numbered per kind in the order of the network', () => {
    const dense = `graph(%x: int4[1,3]) {
      %w = const int2[3,3] [${new Array(9).fill(1).join(', ')}]
      %a = qnn.mat_mul(%x, %w) {outType = int8}
      %b = qnn.mat_mul(%a, %w) {outType = int12}
      %c = qnn.mat_mul(%b, %w) {outType = int16}
      return %c
    }`;
    expect(layersOf(converted(dense))).toEqual(['MVAU_0', 'MVAU_1', 'MVAU_2']);
  });
});

it('negated channels that no weights can take are a layer of their own', () => {
  const flipped = `graph(%x: int4[1,2]) {
    %s = const bipolar[2] [1, -1]
    %a = qnn.flip(%x, %s) {axis = 1}
    %t = const int4[1,1] [1]
    %y = qnn.multi_threshold(%a, %t) {outType = uint1, axis = 1}
    return %y
  }`;
  expect(layersOf(converted(flipped))).toEqual(['ChannelwiseOp_0', 'Thresholding_0']);
});

describe('what has no layer is told, with the reason:', () => {
  it.each([
    [
      'pooling of several images',
      'graph(%x: int4[2,2,5,5]) { %y = qnn.sum_pool(%x) {kernel = [2, 2], outType = int6} return %y }',
      'a frame holds 2 images',
    ],
    [
      'a quantiser without steps',
      `graph(%x: int4[1,2]) {
        %t = const int4[1,0] []
        %y = qnn.multi_threshold(%x, %t) {outType = uint1, axis = 1}
        return %y
      }`,
      'it has no thresholds',
    ],
  ])('%s', (_name, text, reason) => {
    const { told } = compiled(text, [convertToHw()]);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^FINNC3103 '.*' \(qnn\.\w+\) has no hardware layer: /);
    expect(told[0]).toContain(reason);
  });
});

describe('layout at the edge of the graph', () => {
  const absorbed = (text: string): Graph => {
    const graph = graphOf(text, ops);
    absorbBoundaryLayout(graph);
    expectSameMeaning(graphOf(text, ops), graph, { ask: registry });
    return graph;
  };
  it('becomes part of the ports', () => {
    const graph = absorbed(`graph(%x: int4[1,2,3,4]) {
      %a = qnn.transpose(%x) {perm = [0, 2, 3, 1]}
      %b = qnn.reshape(%a) {shape = [12, 2]}
      %i = qnn.top_k(%b) {k = 1}
      %y = qnn.reshape(%i) {shape = [12]}
      return %y
    }`);
    expect(graph.order().map(({ op }) => op.name)).toEqual(['qnn.top_k']);
  });
  it('becomes part of the port where all readers of an input want the same', () => {
    const graph = absorbed(`graph(%x: int4[1,2,3,4]) {
      %a = qnn.transpose(%x) {perm = [0, 2, 3, 1]}
      %b = qnn.transpose(%x) {perm = [0, 2, 3, 1]}
      %c = qnn.reshape(%a) {shape = [12, 2]}
      %d = qnn.reshape(%b) {shape = [12, 2]}
      %y = qnn.top_k(%c) {k = 1}
      %z = qnn.top_k(%d) {k = 2}
      return %y, %z
    }`);
    expect(graph.order().map(({ op }) => op.name)).toEqual(['qnn.top_k', 'qnn.top_k']);
    expect(graph.inputPorts[0]).toMatchObject({ perm: [0, 2, 3, 1] });
  });
  it('stays where two readers of an input want different orders', () => {
    const graph = absorbed(`graph(%x: int4[2,3]) {
      %a = qnn.transpose(%x) {perm = [1, 0]}
      %y = qnn.top_k(%a) {k = 1}
      %z = qnn.top_k(%x) {k = 1}
      return %y, %z
    }`);
    expect(graph.order().map(({ op }) => op.name)).toContain('qnn.transpose');
  });
  it('stays where scales run along the last axis and would lose it', () => {
    const graph = absorbed(`graph(%x: int4[2,3]) {
      %i = qnn.top_k(%x) {k = 2}
      %y = qnn.transpose(%i) {perm = [1, 0]}
      return %y float32[2,2] scale [1, 2]
    }`);
    expect(graph.order().map(({ op }) => op.name)).toContain('qnn.transpose');
  });
});
