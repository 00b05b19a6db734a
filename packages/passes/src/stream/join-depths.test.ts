import { sizeOf, type Graph, type Node, type Value } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import { compiled, registry } from '../compiled.test.support.ts';
import { insertStreams } from './insert-streams.ts';
import { joinDepths } from './join-depths.ts';

/** What an engine waits for next: a beat of a stream, or room in one. */
type Step = { readonly read: Value } | { readonly write: Value };

/** The order in which an engine reads and writes in one frame, one channel a pixel and one lane: as in `hlslib/finnc`. */
function* engine({ op, operand, result, attrs }: Node): Generator<Step> {
  const { x, a, b } = operand as Readonly<Record<string, Value>>;
  const { y, y0, y1 } = result as Readonly<Record<string, Value>>;
  const of = (name: string): number[] => (attrs as Readonly<Record<string, number[]>>)[name]!;
  const beats = (value: Value | undefined): number => sizeOf(value!.type.shape);
  switch (op.name) {
    case 'hw.fork':
      for (let i = 0; i < beats(x); i++) yield* [{ read: x! }, { write: y0! }, { write: y1! }];
      return;
    case 'hw.add':
      for (let i = 0; i < beats(a); i++) yield* [{ read: a! }, { read: b! }, { write: y! }];
      return;
    case 'hw.concat': {
      const pixels = sizeOf(a!.type.shape.slice(0, -1));
      for (let i = 0; i < pixels; i++)
        for (const part of [a, b])
          for (let word = 0; word < beats(part) / pixels; word++) yield* [{ read: part! }, { write: y! }];
      return;
    }
    case 'hw.thresholding':
      for (let i = 0; i < beats(x); i++) yield* [{ read: x! }, { write: y! }];
      return;
    case 'hw.mvau': {
      const [taps, rows] = [x!.type.shape.at(-1)!, y!.type.shape.at(-1)!];
      for (let i = 0; i < beats(y) / rows; i++) {
        for (let tap = 0; tap < taps; tap++) yield { read: x! };
        for (let row = 0; row < rows; row++) yield { write: y! };
      }
      return;
    }
    case 'hw.pad': {
      const [top = 0, left = 0] = of('pads');
      const [, height = 0, width = 0] = x!.type.shape;
      const [, rows = 0, columns = 0] = y!.type.shape;
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          const isInside = row >= top && row < top + height && column >= left && column < left + width;
          if (isInside) yield { read: x! };
          yield { write: y! };
        }
      }
      return;
    }
    case 'hw.sliding_window': {
      const [, height = 0, width = 0] = x!.type.shape;
      const [, rows = 0, columns = 0] = y!.type.shape;
      const [span = 0] = of('kernel');
      const writes = columns * sizeOf(of('kernel'));
      const ahead = of('strides')[0]! * width;
      for (let i = 0; i < span * width; i++) yield { read: x! };
      let read = span * width;
      for (let row = 0; row < rows; row++) {
        for (let t = 0; t < Math.max(writes, ahead); t++) {
          if (t < writes) yield { write: y! };
          if (t < ahead && read < height * width) {
            yield { read: x! };
            read++;
          }
        }
      }
      return;
    }
    default:
      throw new Error(`the test does not know how ${op.name} reads and writes`);
  }
}

function* frames(node: Node, count: number): Generator<Step> {
  for (let frame = 0; frame < count; frame++) yield* engine(node);
}

/** Whether all engines come to the end of a few frames when each stream holds as many beats as its FIFO. */
function finishes(graph: Graph, depthOf: (node: Node) => number): boolean {
  const source = (value: Value): Value => {
    const { node } = value.owner ?? {};
    return node?.op.name === 'hw.fifo' ? source((node.operand as { readonly x: Value }).x) : value;
  };
  const held = new Map<Value, number>();
  const room = new Map<Value, number>();
  for (const node of graph.order()) {
    if (node.op.name === 'hw.fifo') room.set(source((node.operand as { readonly x: Value }).x), depthOf(node));
  }
  const isEnd = (value: Value): boolean => graph.inputs.includes(value) || graph.outputs.includes(value);
  const running = new Map<Generator<Step>, Step>();
  for (const node of graph.order()) {
    if (node.op.name === 'hw.fifo') continue;
    const process = frames(node, 3);
    running.set(process, process.next().value as Step);
  }
  for (let moved = true; moved;) {
    moved = false;
    for (const [process, begun] of running) {
      for (let step = begun; ;) {
        const value = source('read' in step ? step.read : step.write);
        const count = held.get(value) ?? 0;
        if (!isEnd(value)) {
          if ('read' in step ? count === 0 : count >= (room.get(value) ?? 2)) break;
          held.set(value, 'read' in step ? count - 1 : count + 1);
        }
        moved = true;
        const next = process.next();
        if (next.done) {
          running.delete(process);
          break;
        }
        running.set(process, (step = next.value));
      }
    }
  }
  return running.size === 0;
}

const conv = (from: string, to: string, size: number, kernel: number, stride: number): string => {
  const pad = kernel >> 1;
  return `%${to}0 = hw.pad(%${from}) {pads = [${pad}, ${pad}, ${pad}, ${pad}], outType = uint4, simd = 1}
    %${to}1 = hw.sliding_window(%${to}0) {kernel = [${kernel}, ${kernel}], strides = [${stride}, ${stride}], simd = 1}
    %${to}w = const uint1[1,${kernel * kernel}] [${new Array(kernel * kernel).fill('1').join(', ')}]
    %${to} = hw.mvau(%${to}1, %${to}w, %t${size}, %o) {outType = uint4, outBias = 0, accType = uint8, pe = 1, simd = 1}`;
};
const block = (size: number, branches: string, ends: readonly [string, string]): string => `
  graph(%x: uint4[1,${size},${size},1]) {
    %o = const uint1[0] []
    %t${size} = const uint8[1,2] [1, 9]
    %s = const uint4[1,1] [3]
    %f = hw.thresholding(%x, %s) {outType = uint4, outBias = 0, pe = 1}
    ${branches}
    %y = hw.add(%${ends[0]}, %${ends[1]}) {outType = uint5, pe = 1}
    return %y
  }`;

const residual = (size: number): string =>
  block(size, `${conv('f', 'p', size, 3, 1)}\n ${conv('p', 'q', size, 3, 1)}`, ['f', 'q']);
const downsampling = (size: number): string =>
  block(size, `${conv('f', 'p', size, 3, 2)}\n ${conv('p', 'q', size, 3, 1)}\n ${conv('f', 'r', size, 1, 2)}`, [
    'q',
    'r',
  ]);
const nested = (size: number): string =>
  block(
    size,
    `${conv('f', 'p', size, 3, 1)}
    ${conv('p', 'q', size, 5, 1)}
    %u = hw.add(%p, %q) {outType = uint4, pe = 1}`,
    ['u', 'f'],
  );

describe('branches that meet again', () => {
  const depth = (node: Node): number => (node.attrs as { readonly depth: number }).depth;
  it.each([
    ['a residual block', residual(6)],
    ['a residual block on a larger image', residual(16)],
    ['a block with a convolution on each branch', downsampling(8)],
    ['a block within a block', nested(12)],
    [
      'two that are concatenated, all channels of one before those of the other',
      `graph(%x: uint4[1,2,2,12]) {
        %s = const uint4[1,1] [3]
        %f = hw.thresholding(%x, %s) {outType = uint4, outBias = 0, pe = 1}
        %y = hw.concat(%f, %f) {simd = 1}
        return %y
      }`,
    ],
  ])('of %s run to the end in FIFOs of the depths chosen, and stand still in short ones', (_name, text) => {
    const { graph, told } = compiled(text, [insertStreams({ maxDepth: 4 })]);
    expect(told).toEqual([]);
    expect(finishes(graph, depth)).toBe(true);
    expect(finishes(graph, (node) => Math.min(depth(node), 4))).toBe(false);
  });

  it('hold less than a frame where windows are small against the image', () => {
    const { graph } = compiled(residual(32), [insertStreams()]);
    const deepest = Math.max(...graph.order().flatMap((node) => (node.op.name === 'hw.fifo' ? [depth(node)] : [])));
    expect(deepest).toBeGreaterThan(4 * 32);
    expect(deepest).toBeLessThan(32 * 32 * 0.5);
  });

  it('hold nothing more where they come from different inputs', () => {
    const { graph } = compiled(
      'graph(%x: uint4[1,4,4,1], %z: uint4[1,4,4,1]) { %y = hw.add(%x, %z) {outType = uint5, pe = 1} return %y }',
      [],
    );
    expect([...joinDepths(graph, registry).values()]).toEqual([{ a: 0, b: 0 }]);
  });
});
