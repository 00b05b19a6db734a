import { verifyGraph, type Graph, type Value } from '@finnc/ir';
import { expectSameMeaning } from '@finnc/ir/testing';
import { describe, expect, it } from 'vitest';
import { compiled, layersOf, registry } from '../compiled.test.support.ts';
import { stagePredicates } from '../stages.ts';
import { insertStreams } from './insert-streams.ts';

const many = (count: number): string => new Array(count).fill('1').join(', ');

const network = (pe: number, lanes: number, rest = '', result = '%y'): string => `graph(%x: uint1[1,8]) {
  %w = const uint1[12,8] [${many(96)}]
  %n = const uint1[1,0] []
  %o = const uint1[0] []
  %a = hw.mvau(%x, %w, %n, %o) {outType = uint4, outBias = 0, accType = uint4, pe = ${pe}} as "MVAU_0"
  %t = const uint4[1,1] [3]
  %y = hw.thresholding(%a, %t) {outType = uint1, outBias = 0, pe = ${lanes}} as "Thresholding_0"
  ${rest}
  return ${result}
}`;

const streamed = (text: string, options = {}): { graph: Graph; told: readonly string[] } => {
  const before = compiled(text, []).graph;
  const { graph, told } = compiled(text, [insertStreams(options)]);
  if (told.length === 0) {
    verifyGraph(graph);
    expectSameMeaning(before, graph, { ask: registry });
  }
  return { graph, told };
};
const attrsOf = (graph: Graph, name: string): unknown => graph.order().find((node) => node.name === name)?.attrs;
const producerOf = (value: Value | undefined): string | undefined => value?.owner?.node.name;

describe('between two layers', () => {
  it('a FIFO holds one burst of the first', () => {
    const { graph } = streamed(network(3, 3));
    expect(layersOf(graph)).toEqual(['MVAU_0', 'StreamingFIFO_0', 'Thresholding_0']);
    expect(attrsOf(graph, 'StreamingFIFO_0')).toEqual({ depth: 4, lanes: 3 });
  });

  it('it holds two beats at least, and no more than the option says', () => {
    expect(attrsOf(streamed(network(12, 12)).graph, 'StreamingFIFO_0')).toMatchObject({ depth: 2 });
    expect(attrsOf(streamed(network(1, 1)).graph, 'StreamingFIFO_0')).toMatchObject({ depth: 12 });
    expect(attrsOf(streamed(network(1, 1), { maxDepth: 5 }).graph, 'StreamingFIFO_0')).toMatchObject({ depth: 5 });
  });

  it('lanes that differ get a width converter behind the FIFO', () => {
    const { graph } = streamed(network(3, 4));
    expect(layersOf(graph)).toEqual(['MVAU_0', 'StreamingFIFO_0', 'StreamingDataWidthConverter_0', 'Thresholding_0']);
    expect(attrsOf(graph, 'StreamingDataWidthConverter_0')).toEqual({ inLanes: 3, outLanes: 4 });
    expect(attrsOf(graph, 'StreamingFIFO_0')).toMatchObject({ lanes: 3 });
  });

  it('nothing is put before the first layer or behind the last: those streams are the host’s', () => {
    const { graph } = streamed(network(3, 3));
    expect(graph.order()[0]?.operand['x']).toBe(graph.inputs[0]);
    expect(producerOf(graph.outputs[0])).toBe('Thresholding_0');
  });
});

describe('a result with several readers', () => {
  const two = network(3, 3, '%z = hw.label_select(%a) {k = 1, pe = 6} as "LabelSelect_0"', '%y, %z');
  it('is forked, each branch with its own FIFO and width', () => {
    const { graph } = streamed(two);
    expect(layersOf(graph).toSorted()).toEqual([
      'DuplicateStreams_0',
      'LabelSelect_0',
      'MVAU_0',
      'StreamingDataWidthConverter_0',
      'StreamingFIFO_0',
      'StreamingFIFO_1',
      'StreamingFIFO_2',
      'Thresholding_0',
    ]);
    expect(attrsOf(graph, 'DuplicateStreams_0')).toEqual({ lanes: 3 });
  });

  it('three readers take two forks', () => {
    const three = network(
      3,
      3,
      '%z = hw.label_select(%a) {k = 1, pe = 6}\n %u = hw.thresholding(%a, %t) {outType = uint1, outBias = 0, pe = 3}',
      '%y, %z, %u',
    );
    const { graph } = streamed(three);
    expect(
      layersOf(graph)
        .filter((name) => name.startsWith('DuplicateStreams'))
        .toSorted(),
    ).toEqual(['DuplicateStreams_0', 'DuplicateStreams_1']);
  });

  it('one of which is the output takes a fork for it', () => {
    const { graph, told } = streamed(network(3, 3, '', '%y, %a'));
    expect(told).toEqual([]);
    expect(layersOf(graph).filter((name) => name.startsWith('DuplicateStreams'))).toHaveLength(1);
    expect(new Set(graph.outputs).size).toBe(2);
    expect(stagePredicates.folded.reasons(graph, registry)).toEqual([]);
  });
});

it('an input with two readers takes a fork too', () => {
  const { graph, told } = streamed(`graph(%x: int8[1,4]) {
  %t = const int8[1,1] [3]
  %u = const int8[1,1] [5]
  %y = hw.thresholding(%x, %t) {outType = uint1, outBias = 0, pe = 2} as "Thresholding_0"
  %z = hw.thresholding(%x, %u) {outType = uint1, outBias = 0, pe = 1} as "Thresholding_1"
  return %y, %z
}`);
  expect(told).toEqual([]);
  expect(layersOf(graph).filter((name) => name.startsWith('DuplicateStreams'))).toHaveLength(1);
  expect(stagePredicates.folded.reasons(graph, registry)).toEqual([]);
});
