import { cloneGraph, sampler, type Graph } from '@finnc/ir';
import { graphOf } from '@finnc/ir/testing';
import { describe, expect, it } from 'vitest';
import { compiled, ops, registry } from '../compiled.test.support.ts';
import { stagePredicates } from '../stages.ts';
import { streamline } from '../streamline/streamline.ts';
import type { HostPartition } from './partition.ts';
import { partitionHost } from './partition-host.ts';
import { hardwareFeeds, splitDifference } from './parts.ts';

interface Outcome {
  readonly hardware: Graph;
  readonly host: HostPartition | undefined;
  readonly told: readonly string[];
}

/** A network streamlined and split; its parts have to compute what it did. */
function outcome(text: string, options: Parameters<typeof partitionHost>[0] = {}): Outcome {
  const { graph } = compiled(text, [streamline()]);
  const before = cloneGraph(graph);
  const splits: HostPartition[] = [];
  const { reports } = compiled(graph, [
    partitionHost({ ...options, split: { onSplit: (found) => void splits.push(found) } }),
  ]);
  const [host] = splits;
  if (host) {
    const feeds = [1, 2, 3].map(sampler(before, registry));
    expect(splitDifference(before, graph, host, registry, feeds)).toBeUndefined();
    if (host.hasHardware) expect(hardwareFeeds(host, graph, registry, feeds)).toHaveLength(3);
  }
  return { hardware: graph, host, told: reports.map(({ code, message }) => `${code} ${message}`) };
}

const opsOf = (graph: Graph | undefined): string[] => graph?.order().map(({ op }) => op.name.slice(4)) ?? [];

const quantiser = (to: string, from: string, bits = 4): string => `
    %${to}_s = const float32[] [0.5]
    %${to}_z = const float32[] [0]
    %${to} = qnn.quant(%${from}, %${to}_s, %${to}_z) {bits = ${bits}, signed = true}`;
const weights = (name: string, rows: number, columns: number): string => `
    %${name} = const int3[${rows},${columns}] [${Array.from({ length: rows * columns }, (_, i) => ((i * 3) % 7) - 3).join(', ')}]`;

const dense = (to: string, from: string, rows = 4, columns = 4): string =>
  `${weights(`${to}_w`, rows, columns)}\n    %${to} = qnn.mat_mul(%${from}, %${to}_w)`;

describe('a network of integers', () => {
  it('is all hardware, and stays as it is', () => {
    const { hardware, host, told } = outcome(
      `graph(%x: float32[1,4]) {${quantiser('q', 'x')}${dense('y', 'q')} return %y }`,
    );
    expect(host).toBeUndefined();
    expect(told).toEqual([]);
    expect(opsOf(hardware)).toEqual(['multi_threshold', 'mat_mul']);
  });
});

describe('a softmax behind the last accumulator', () => {
  const text = `graph(%x: float32[1,4]) {${quantiser('q', 'x')}${dense('a', 'q')}
    %y = qnn.softmax(%a) {axis = 1}
    return %y
  }`;

  it('runs after the hardware, with its reason', () => {
    const { hardware, host } = outcome(text);
    expect(opsOf(hardware)).toEqual(['multi_threshold', 'mat_mul']);
    expect(opsOf(host?.post)).toEqual(['dequant', 'softmax']);
    expect(host?.pre).toBeUndefined();
    expect(host?.operations).toMatchObject([
      { op: 'qnn.softmax', reason: expect.stringContaining('exponentials') as string },
    ]);
    expect(host?.outputs.map(({ name }) => name)).toEqual(['y']);
  });

  it('is an error where hardware is required', () => {
    const { host, told } = outcome(text, { requireHardware: true });
    expect(host).toBeUndefined();
    expect(told).toEqual([
      expect.stringMatching(/^FINNC3121 1 operation is not in hardware: '.*' \(qnn\.softmax\): each of/),
    ]);
  });
});

describe('where the host is to quantise the inputs', () => {
  const text = `graph(%x: uint8[1,2,2]) {
    %r = qnn.reshape(%x) {shape = [1, 4]}${quantiser('q', 'r', 2)}${dense('a', 'q')}${quantiser('b', 'a')}${dense('y', 'b')} return %y }`;

  it('hardware begins with codes', () => {
    const { hardware, host, told } = outcome(text, { hostQuantises: true });
    expect(told).toEqual([]);
    expect(opsOf(host?.pre)).toContain('multi_threshold');
    expect(opsOf(hardware)).toEqual(['mat_mul', 'multi_threshold', 'mat_mul']);
    expect(hardware.inputs.map(({ type }) => type.elem.name)).toEqual(['int2']);
    expect(host?.operations.map(({ reason }) => reason)).toEqual([expect.stringContaining('as the build is told to')]);
  });

  it('hardware can be required of everything else', () => {
    const { hardware, told } = outcome(text, { hostQuantises: true, requireHardware: true });
    expect(told).toEqual([]);
    expect(opsOf(hardware)[0]).toBe('mat_mul');
  });
});

it('a layer of real weights before the first quantiser runs before the hardware', () => {
  const { hardware, host } = outcome(`graph(%x: float32[1,4]) {
    %w = const float32[4,4] [${Array.from({ length: 16 }, (_, i) => (i - 7) / 3).join(', ')}]
    %h = qnn.mat_mul(%x, %w)
    %r = qnn.relu(%h)${quantiser('q', 'r')}${dense('y', 'q')}
    return %y
  }`);
  expect(opsOf(host?.pre)).toEqual(['mat_mul', 'relu']);
  expect(opsOf(hardware)).toEqual(['multi_threshold', 'mat_mul']);
  expect(host?.post).toBeUndefined();
  expect(hardware.inputPorts.map(({ name }) => name)).toEqual(host?.pre?.outputPorts.map(({ name }) => name));
});

describe('of integer regions that real numbers cut apart', () => {
  const island = (first: number, second: number): string => `graph(%x: float32[1,4]) {${quantiser('q', 'x')}
    ${dense('a', 'q', 4, first)}
    %s = qnn.softmax(%a) {axis = 1}${quantiser('p', 's')}${dense('y', 'p', first, second)}
    return %y
  }`;

  it('the one with most products is hardware', () => {
    const late = outcome(island(5, 16));
    expect(opsOf(late.host?.pre)).toEqual(['multi_threshold', 'mat_mul', 'dequant', 'softmax']);
    expect(opsOf(late.hardware)).toEqual(['multi_threshold', 'mat_mul']);
    const early = outcome(island(16, 1));
    expect(opsOf(early.host?.post)).toEqual(['dequant', 'softmax', 'multi_threshold', 'mat_mul']);
    expect(early.host?.operations.map(({ op }) => op)).toEqual(['qnn.softmax', 'qnn.multi_threshold', 'qnn.mat_mul']);
  });
});

it('no path leaves the hardware and comes back: what lies behind is the host’s', () => {
  const { hardware, host } = outcome(
    `graph(%x: float32[1,4]) {${quantiser('q', 'x')}${dense('a', 'q')}${quantiser('b', 'a')}
    %s = qnn.softmax(%a) {axis = 1}${quantiser('p', 's')}
    %y = qnn.sum(%b, %p) {aFactor = 1, bFactor = 1, outType = int8}
    return %y
  }`.replace('qnn.sum(%b, %p) {aFactor = 1, bFactor = 1, outType = int8}', 'qnn.add(%b, %p)'),
  );
  expect(opsOf(hardware)).toEqual(['multi_threshold', 'mat_mul', 'multi_threshold']);
  expect(hardware.outputs).toHaveLength(2);
  expect(opsOf(host?.post)).toContain('softmax');
});

it('branches that do not depend on one another are hardware together', () => {
  const { hardware } = outcome(`graph(%x: float32[1,4], %u: float32[1,4]) {${quantiser('q', 'x')}${dense('a', 'q')}
    ${quantiser('p', 'u')}${dense('b', 'p')}
    %m = qnn.mul(%a, %b)
    return %m
  }`);
  expect(opsOf(hardware).filter((op) => op === 'mat_mul')).toHaveLength(2);
  expect(hardware.inputPorts.map(({ name }) => name)).toEqual(['x', 'u']);
});

it('layouts of an input are made on both sides rather than computed by the host', () => {
  const { hardware, host } = outcome(`graph(%x: float32[1,2,2]) {
    %t = qnn.reshape(%x) {shape = [1, 4]}${quantiser('q', 't')}${dense('a', 'q')}
    %m = qnn.mul(%a, %t)
    return %m
  }`);
  expect(opsOf(hardware)[0]).toBe('reshape');
  expect(opsOf(host?.post)).toContain('reshape');
  expect(host?.operations.map(({ op }) => op)).toEqual(['qnn.mul']);
});

describe('what no layer would compute is the host’s, beside hardware:', () => {
  const beside = (more: string, outputs: string, input = 'float32'): string =>
    `graph(%x: ${input}[1,4]) {${input === 'float32' ? quantiser('q', 'x') : ''}${dense('y', input === 'float32' ? 'q' : 'x')}
    ${more}
    return %y, ${outputs}
  }`;
  it.each([
    ['an input handed through', beside('', '%x'), 'x', 'it is the input'],
    [
      'an integer input, reshaped',
      beside('%r = qnn.reshape(%x) {shape = [2, 2]}', '%r', 'uint8'),
      'r',
      'it is the input',
    ],
    ['a constant', beside('%c = const float32[1,2] [0.5, 1]', '%c'), 'c', 'it is a constant'],
  ])('%s', (_name, text, node, reason) => {
    const { hardware, host, told } = outcome(text);
    expect(told).toEqual([]);
    expect(hardware.outputPorts.map(({ name }) => name)).toEqual(['y']);
    expect(hardware.inputPorts.map(({ name }) => name)).toEqual(['x']);
    expect(host?.operations).toEqual([
      {
        node: expect.stringMatching(`^(${node}|1)$`) as string,
        op: 'output',
        reason: expect.stringContaining(reason) as string,
      },
    ]);
  });

  it('an input that nothing reads', () => {
    const { hardware, host } = outcome(
      beside('', '%y').replace('%x: float32[1,4]', '%x: float32[1,4], %u: float32[3]'),
    );
    expect(hardware.inputPorts.map(({ name }) => name)).toEqual(['x']);
    expect(host?.operations).toEqual([{ node: 'u', op: 'input', reason: 'nothing reads it' }]);
  });

  it('what the host computed before, rearranged', () => {
    const text = beside('%r = qnn.reshape(%q) {shape = [2, 2]}', '%r');
    const { graph } = compiled(text, [streamline()]);
    const first = graph.order()[0]!.name;
    const { hardware, host } = outcome(text, { unsuited: new Map([[first, 'too wide']]) });
    expect(opsOf(host?.pre)).toEqual(['multi_threshold', 'reshape']);
    expect(opsOf(hardware)).toEqual(['mat_mul']);
    expect(hardware.outputPorts.map(({ name }) => name)).toEqual(['y']);
    expect(host?.operations.map(({ reason }) => reason)).toEqual([
      'too wide',
      'it only rearranges what the host computes',
    ]);
  });

  it('and by itself it is no network for hardware, in the model’s own names', () => {
    const { told } = outcome('graph(%x: uint8[1,4]) { %r = qnn.reshape(%x) {shape = [2, 2]} return %r }');
    expect(told).toEqual([
      "FINNC3122 no part of the network can be hardware: 'r' (output): it is the input 'x', which no layer changes",
    ]);
  });
});

describe('a network without any integers', () => {
  const text = 'graph(%x: float32[1,4]) { %y = qnn.softmax(%x) {axis = 1} return %y }';

  it('is refused, with the reasons', () => {
    expect(outcome(text).told).toEqual([expect.stringMatching(/^FINNC3122 no part of the network can be hardware: /)]);
  });

  it('is the host’s as a whole where that is allowed', () => {
    const { hardware, host, told } = outcome(text, { allowHost: true });
    expect(told).toEqual([]);
    expect(hardware.size).toBe(0);
    expect(host).toMatchObject({ hasHardware: false });
    expect(opsOf(host?.pre)).toEqual(['softmax']);
  });
});

it('nodes that no layer takes go to the host', () => {
  const text = `graph(%x: float32[1,4]) {${quantiser('q', 'x')}${dense('a', 'q')}${quantiser('b', 'a')}${dense('y', 'b', 4, 2)} return %y }`;
  const { graph } = compiled(text, [streamline()]);
  const last = graph.order().at(-1)!.name;
  const { hardware, host } = outcome(text, { unsuited: new Map([[last, 'too wide']]) });
  expect(opsOf(hardware)).toEqual(['multi_threshold', 'mat_mul', 'multi_threshold']);
  expect(host?.operations).toMatchObject([{ op: 'qnn.mat_mul', reason: 'too wide' }]);
});

it('what is left is in the integer stage', () => {
  const graph = graphOf(
    `graph(%x: float32[1,4]) {${quantiser('q', 'x')}
    %y = qnn.softmax(%q) {axis = 1}
    return %y
  }`,
    ops,
  );
  compiled(graph, [streamline(), partitionHost()]);
  expect(stagePredicates.integer.reasons(graph, registry)).toEqual([]);
});
