import {
  attr,
  bipolar,
  defineOp,
  executor,
  float32,
  Graph,
  int,
  operand,
  Registry,
  sampler,
  tensorType,
  tensor,
  uint,
  type Tensor,
  type TensorType,
} from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import type { ChoiceOptions, EngineSource, Planned, Planner } from './choose-engine.ts';
import type { Engine, PortArray } from './engine.ts';
import { plainSimulator } from './plain-simulator.ts';
import { newPortArray } from './port-array.ts';
import { inputFormat } from './ports.ts';
import { openSimulation, type Simulation } from './simulation.ts';
import { simulator } from './simulator.ts';

/** 3 · x + amount, in a type of its own. */
const affine = defineOp({
  name: 'test.affine',
  summary: 'Triples and adds a number.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: { amount: attr.int() },
  infer: ({ x }) => ({ y: tensorType(int(40), x.type.shape) }),
  evaluate: ({ x }, { amount }) => ({
    y: tensor(
      int(40),
      x.type.shape,
      Float64Array.from(x.data, (v) => 3 * v + amount),
    ),
  }),
});
const registry = new Registry([{ name: 'test', ops: [affine] }]);

/** Two inputs, of which the first passes through as well. */
function twoInputs(first: TensorType, second: TensorType): Graph {
  const graph = new Graph();
  const [a, b] = [first, second].map((type, i) =>
    graph.input(type, { name: `x${i}`, source: type, perm: type.shape.map((_, axis) => axis) }),
  ) as [Graph['inputs'][number], Graph['inputs'][number]];
  const results = [graph.add(affine, { x: a }, { amount: 1 }), graph.add(affine, { x: b }, { amount: -7 })];
  for (const [name, value] of [...results.map(({ result }, i) => [`y${i}`, result.y] as const), ['same', a] as const]) {
    const { type } = value;
    const perm = type.shape.map((_, axis) => axis);
    graph.output(value, { name, source: type, scale: [1], bias: [0], shape: type.shape, perm });
  }
  return graph;
}
/** One input and one output. */
function oneInput(type: TensorType): Graph {
  const graph = new Graph();
  const perm = type.shape.map((_, axis) => axis);
  const { y } = graph.add(affine, { x: graph.input(type, { name: 'x', source: type, perm }) }, { amount: 4 }).result;
  graph.output(y, { name: 'y', source: y.type, scale: [1], bias: [0], shape: y.type.shape, perm });
  return graph;
}
const graph = twoInputs(tensorType(uint(8), [1, 2, 3]), tensorType(bipolar, [1, 35]));

function batchOf(of: Graph, feeds: readonly (readonly Tensor[])[]): PortArray[] {
  const kinds = {
    uint8: Uint8Array,
    int8: Int8Array,
    int32: Int32Array,
    float32: Float32Array,
    float64: Float64Array,
  };
  return of.inputs.map(({ type }, i) =>
    kinds[inputFormat(type).array].from(feeds.flatMap((feed) => Array.from(feed[i]!.data))),
  );
}
const draw = (of: Graph, frames: number): (readonly Tensor[])[] => {
  const sample = sampler(of);
  return Array.from({ length: frames }, (_, seed) => sample(seed));
};
/** Outputs by the meaning of the ops, frame after frame. */
const expected = (of: Graph, feeds: readonly (readonly Tensor[])[]): number[][] => {
  const run = executor(of, { arithmetic: 'exact' });
  const results = feeds.map((feed) => run(feed));
  return of.outputs.map((_, i) => results.flatMap((outputs) => Array.from(outputs[i]!.data)));
};
const numbers = (outputs: readonly PortArray[]): number[][] => outputs.map((output) => Array.from(output));

const there: EngineSource = {
  name: 'native',
  open: () => Promise.resolve({ name: 'native', detail: 'of the test' } satisfies Engine),
};
const absent: EngineSource = {
  name: 'wasm',
  open: () => Promise.resolve({ reason: 'there is none', remedy: 'bring one' }),
};

interface Calls {
  readonly frames: number[];
  closed: number;
}
/** Plans by the plain simulator, and notes in which blocks it is run. */
const spied = (family: Planned['family'], unit: number, calls: Calls, slow = 0): Planner => ({
  family,
  goodAt: family === 'frames' ? 'latency' : 'throughput',
  plan: (of, ask) => ({
    family,
    unit,
    load() {
      const plain = plainSimulator(of, ask);
      return {
        run(inputs, frames, outputs) {
          calls.frames.push(frames);
          const end = performance.now() + slow;
          while (performance.now() < end);
          plain.runArrays(inputs, frames, outputs);
        },
        close() {
          calls.closed++;
        },
      };
    },
  }),
});
const refusing = (reason: string, layer?: string): Planner => ({
  family: 'sliced',
  goodAt: 'throughput',
  plan: () => ({ reason, ...(layer === undefined ? {} : { layer }) }),
});
type Results = readonly [PortArray, PortArray, PortArray];
const open = (options: Partial<ChoiceOptions>): Promise<Simulation> =>
  openSimulation(graph, registry, { engine: 'auto', mode: 'auto', engines: [], planners: [], threads: 1, ...options });

describe('a simulation', () => {
  it.each([0, 1, 2, 31, 257, 600])('gives the values of the ops for %d frames', async (frames) => {
    const feeds = draw(graph, frames);
    const sim = await simulator(graph, registry);
    const batch = batchOf(graph, feeds);
    expect(numbers(await sim.run(batch))).toEqual(expected(graph, feeds));
    expect(numbers(sim.runSync(batch))).toEqual(expected(graph, feeds));
    await sim.close();
  });

  it.each([
    [tensorType(float32, [3]), tensorType(int(8), [2])],
    [tensorType(int(33), [3]), tensorType(uint(31), [2, 2])],
    [tensorType(uint(9), [1]), tensorType(int(2), [40])],
  ])('reads and writes every kind of array: %j', async (first, second) => {
    const other = twoInputs(first, second);
    const feeds = draw(other, 5);
    const sim = await simulator(other, registry);
    expect(numbers(await sim.run(batchOf(other, feeds)))).toEqual(expected(other, feeds));
  });

  it('runs a frame in given arrays, and tells those that do not fit', async () => {
    const one = oneInput(tensorType(uint(8), [2, 3]));
    const feeds = draw(one, 2);
    const sim = await simulator(one, registry);
    const [output] = sim.outputs.map((format) => newPortArray(format, 1));
    feeds.forEach((feed) => {
      const [input] = batchOf(one, [feed]);
      for (let again = 0; again < 2; again++) {
        sim.runFrame(input!, output!);
        expect(numbers([output!])).toEqual(expected(one, [feed]));
      }
      expect(() => sim.runFrame(input!, output!.subarray(1))).toThrow(RangeError);
      expect(() => sim.runFrame(input!.subarray(1), output!)).toThrow(RangeError);
    });
    await sim.close();
    const two = await simulator(graph, registry);
    const batch = batchOf(graph, draw(graph, 1));
    expect(() => two.runFrame(batch[0]!, output!)).toThrow('runFrame takes one of each');
  });

  it.each([
    ['one too few', ([a, b]: Results) => [a, b], '2 arrays for 3 outputs, one each'],
    ['one too many', ([a, b, c]: Results) => [a, b, c, c], '4 arrays for 3 outputs, one each'],
    [
      'a shorter one',
      ([a, b, c]: Results) => [a, b, c.subarray(1)],
      'output 2 has room for 11 elements, not for 2 frames',
    ],
    [
      'another kind',
      ([a, b, c]: Results) => [a, b, new Int8Array(c.length)],
      'output 2 is of Int8Array; it comes as Int32',
    ],
  ] as const)('refuses results in %s, which native code would write beside', async (_, change, message) => {
    const sim = await simulator(graph, registry);
    const batch = batchOf(graph, draw(graph, 2));
    const results = sim.runSync(batch) as unknown as Results;
    expect(() => sim.runSync(batch, change(results))).toThrow(message);
    await sim.close();
  });

  it('runs an engine and a family of programs that somebody else brings', async () => {
    const calls: Calls = { frames: [], closed: 0 };
    const engines = [{ name: 'gpu', open: () => Promise.resolve({ name: 'gpu', detail: 'of my own' }) }];
    const planners = [{ ...spied('warps', 32, calls), goodAt: 'throughput' as const }];
    const feeds = draw(graph, 3);
    const sim = await simulator(graph, registry, { engine: 'gpu', engines, planners });
    expect(sim.engine).toMatchObject({ name: 'gpu', detail: 'of my own', families: ['warps'] });
    expect(numbers(await sim.run(batchOf(graph, feeds)))).toEqual(expected(graph, feeds));
    expect(calls.frames).toEqual([3]);
    await sim.close();
  });

  it('says what runs, what was tried before, and why not', async () => {
    const { engine } = await open({ engines: [absent, there], planners: [refusing('too odd', 'l0')] });
    expect(engine).toMatchObject({ name: 'js', detail: 'plain JavaScript', families: ['plain'], threads: 1 });
    expect(engine.notes).toMatchObject([
      { code: 'FINNC5406', severity: 'note', message: 'the wasm engine is not used: there is none', help: 'bring one' },
      { code: 'FINNC5407', severity: 'note', at: { layer: 'l0' } },
      { code: 'FINNC5401' },
      { code: 'FINNC5401' },
    ]);
  });

  it('takes the first engine with a program, and only the engine asked for', async () => {
    const calls: Calls = { frames: [], closed: 0 };
    const planners = [spied('sliced', 64, calls)];
    expect((await open({ engines: [absent, there], planners })).engine).toMatchObject({ name: 'native' });
    expect((await open({ engines: [there], planners, engine: 'js' })).engine).toMatchObject({ name: 'js' });
  });

  it.each([
    ['is not there', [absent, there], 'wasm', 'there is none', 'bring one'],
    ['does not run the graph', [there], 'native', 'too odd', 'a plugin may'],
    ['is not known to the program', [], 'native', 'this program has no native engine', 'leave the engine'],
  ] as const)('refuses an engine that is asked for and %s', async (_, engines, engine, reason, help) => {
    await expect(open({ engines, engine, planners: [refusing('too odd')] })).rejects.toMatchObject({
      name: 'SimulatorError',
      diagnostic: {
        code: 'FINNC5408',
        severity: 'error',
        message: expect.stringContaining(reason) as string,
        help: expect.stringContaining(help) as string,
      },
    });
  });

  it('runs many frames by slices and one by the program for one', async () => {
    const [many, one]: [Calls, Calls] = [
      { frames: [], closed: 0 },
      { frames: [], closed: 0 },
    ];
    const planners = [spied('frames', 1, one), spied('sliced', 64, many)];
    const sim = await open({ engines: [there], planners });
    expect(sim.engine.families).toEqual(['sliced']);
    const feeds = draw(graph, 64);
    await sim.run(batchOf(graph, feeds));
    expect(many.frames).toEqual([64]);
    await sim.run(batchOf(graph, feeds.slice(0, 1)));
    expect(one.frames).toEqual([1]);
    expect(sim.engine.families).toEqual(['sliced', 'frames']);
    await sim.close();
    expect([many.closed, one.closed]).toEqual([1, 1]);
    const latency = await open({ engines: [there], planners, mode: 'latency' });
    expect(latency.engine.families).toEqual(['frames']);
  });

  it('prefers by measurement, with the same values', async () => {
    const [slow, fast]: [Calls, Calls] = [
      { frames: [], closed: 0 },
      { frames: [], closed: 0 },
    ];
    const planners = [spied('sliced', 16, slow, 50), spied('frames', 1, fast)];
    const sim = await open({ engines: [there], planners });
    const feeds = draw(graph, 1000);
    expect(numbers(await sim.run(batchOf(graph, feeds)))).toEqual(expected(graph, feeds));
    expect(slow.frames.length).toBe(2);
    const sum = (counts: readonly number[]): number => counts.reduce((total, frames) => total + frames, 0);
    expect(sum(slow.frames) + sum(fast.frames)).toBe(1000);
  });

  it('stops between blocks when it is aborted, and can be used again', async () => {
    const calls: Calls = { frames: [], closed: 0 };
    const sim = await open({ engines: [there], planners: [spied('sliced', 8, calls, 20)] });
    const feeds = draw(graph, 400);
    const controller = new AbortController();
    setTimeout(() => {
      controller.abort();
    }, 1);
    const batch = batchOf(graph, feeds);
    await expect(sim.run(batch, { signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' });
    expect(calls.frames.length).toBeLessThan(5);
    await expect(sim.run(batch, { signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' });
    const few = draw(graph, 3);
    expect(numbers(await sim.run(batchOf(graph, few)))).toEqual(expected(graph, few));
  });

  it('tells its progress', async () => {
    const calls: Calls = { frames: [], closed: 0 };
    const sim = await open({ engines: [there], planners: [spied('sliced', 8, calls, 3)] });
    const seen: number[] = [];
    await sim.run(batchOf(graph, draw(graph, 100)), {
      onProgress({ frames, total, framesPerSecond }) {
        expect(total).toBe(100);
        expect(framesPerSecond).toBeGreaterThan(0);
        seen.push(frames);
      },
    });
    expect(seen.at(-1)).toBe(100);
    expect(seen.length).toBe(calls.frames.length);
  });

  it('streams batches of any sizes', async () => {
    const sim = await simulator(graph, registry);
    const feeds = draw(graph, 50);
    const parts = [feeds.slice(0, 1), feeds.slice(1, 40), [], feeds.slice(40)];
    const outputs: number[][][] = [];
    const seen: number[] = [];
    const batches = parts.map((part) => batchOf(graph, part));
    for await (const results of sim.stream(batches, { onProgress: ({ frames }) => seen.push(frames) }))
      outputs.push(numbers(results));
    expect(outputs).toEqual(parts.map((part) => expected(graph, part)));
    expect(seen).toEqual([1, 40, 50]);
  });

  it('takes clamped bytes and shared memory as they are', async () => {
    const sim = await simulator(graph, registry);
    const feeds = draw(graph, 4);
    const [bytes, signs] = batchOf(graph, feeds) as [Uint8Array, Int8Array];
    const shared = new Int8Array(new SharedArrayBuffer(signs.length));
    shared.set(signs);
    const clamped = Uint8ClampedArray.from(bytes) as unknown as Uint8Array;
    expect(numbers(await sim.run([clamped, shared]))).toEqual(expected(graph, feeds));
  });

  it.each([
    ['a missing input', [new Uint8Array(6)], "input 'x1' is missing; it takes Int8Array"],
    ['an array too many', [new Uint8Array(6), new Int8Array(35), new Int8Array(35)], '3 arrays for 2 inputs, one each'],
    ['another kind', [new Float32Array(6), new Int8Array(35)], "input 'x0' is of Float32Array; it takes Uint8Array"],
    [
      'half a frame',
      [new Uint8Array(9), new Int8Array(35)],
      "input 'x0' has 9 elements, no whole number of frames of 6",
    ],
    ['unequal numbers', [new Uint8Array(12), new Int8Array(35)], 'inputs hold 2, 1 frames'],
  ] as const)('refuses %s', async (_, batch, message) => {
    const sim = await simulator(graph, registry);
    await expect(sim.run(batch)).rejects.toThrow(message);
  });

  it('does not run once it is closed', async () => {
    const sim = await simulator(graph, registry);
    await sim.close();
    await expect(sim.run(batchOf(graph, draw(graph, 1)))).rejects.toThrow('the simulation is closed');
  });
});
