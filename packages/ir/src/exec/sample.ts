import { analyseIntegers, type IntegerBuilder } from '../analysis/index.ts';
import type { Ask } from '../facet/facet.ts';
import { constantValue, Graph, Value } from '../graph/graph.ts';
import { sizeOf, tensorType, type Tensor, type TensorData } from '../tensor/index.ts';
import { bounds, float32, type ScalarType } from '../types/index.ts';

/** Numbers in [0, 1) from a seed (mulberry32): the same on every machine. */
export function randomSource(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Values looked at per constant: enough for every threshold of an activation, few of a weight matrix. */
const LOOKED_AT = 512;

/**
 * One tensor per graph input, values drawn from the input's value set: half of them where mistakes hide.
 *
 * Edges are the ends of the type, 0, ±1, and every constant of the graph with its neighbours: ±1 for integers; for
 * float32 inputs the float32 next below and above, and with `ask` also the exact places where quantisers of the input
 * step. The same graph and seed give the same values.
 */
export function sampleInputs(graph: Graph, seed: number, ask?: Ask): Tensor[] {
  return sampler(graph, ask)(seed);
}

/** `sampleInputs` for many seeds: the graph is searched for edges once. */
export function sampler(graph: Graph, ask?: Ask): (seed: number) => Tensor[] {
  const constants = constantsOf(graph);
  const steps = ask && graph.inputs.some(({ type }) => type.elem.kind === 'float') ? inputSteps(graph, ask) : [];
  const draws = new Map<ScalarType, (random: () => number) => number>();
  for (const { type } of graph.inputs) {
    if (!draws.has(type.elem)) draws.set(type.elem, drawerOf(type.elem, constants, steps));
  }
  return (seed) => {
    const random = randomSource(seed);
    return graph.inputs.map(({ type }) => {
      const draw = draws.get(type.elem)!;
      const data = arrayFor(type.elem, sizeOf(type.shape));
      for (let i = 0; i < data.length; i++) data[i] = draw(random);
      return { type, data };
    });
  };
}

function arrayFor(elem: ScalarType, length: number): TensorData {
  if (elem.kind === 'float') return new Float32Array(length);
  return elem.kind !== 'fixed' && elem.bits <= 31 ? new Int32Array(length) : new Float64Array(length);
}

function drawerOf(
  elem: ScalarType,
  constants: readonly number[],
  steps: readonly number[],
): (random: () => number) => number {
  if (elem.kind === 'float') return floatDrawer(constants, steps);
  if (elem.kind === 'bipolar') return (random) => (random() < 0.5 ? -1 : 1);
  // Fixed point is drawn as the integers behind it.
  const unit = elem.kind === 'fixed' ? 2 ** -elem.fraction : 1;
  const [least, most] =
    elem.kind === 'fixed' ? [-(2 ** (elem.bits - 1)), 2 ** (elem.bits - 1) - 1] : bounds(elem).map(Number);
  // Beyond 2^53 doubles skip integers.
  const low = Math.max(least!, Number.MIN_SAFE_INTEGER);
  const high = Math.min(most!, Number.MAX_SAFE_INTEGER);
  const near = constants.flatMap((c) => [
    Math.floor(c / unit) - 1,
    Math.floor(c / unit),
    Math.ceil(c / unit),
    Math.ceil(c / unit) + 1,
  ]);
  const edges = [...new Set([low, high, 0, ...near])].filter((value) => value >= low && value <= high);
  return (random) =>
    (random() < 0.5 ? pick(edges, random) : Math.min(high, low + Math.floor(random() * (high - low + 1)))) * unit;
}

function floatDrawer(constants: readonly number[], steps: readonly number[]): (random: () => number) => number {
  const exact = steps.flatMap((step) => [...neighbours(step), ...neighbours(-step)]);
  const near = constants.flatMap(neighbours);
  const common = [0, 1, -1, 0.5, -0.5, 0.25, -0.25, 1 / 255, -1 / 255, 2 ** -20];
  const finite = (values: readonly number[]): number[] => [...new Set(values.map(Math.fround))].filter(Number.isFinite);
  const pools = [finite(exact), finite(near), finite(common)].filter((pool) => pool.length > 0);
  // Values of the size of the steps cross several of them; without steps the constants tell the size.
  const sizes = finite(steps.length > 0 ? steps : constants).map(Math.abs);
  const reach = Math.min(Math.max(1, percentile(sizes, 0.9)), 1e6);
  return (random) => {
    const way = random();
    if (way < 0.5) return pick(pick(pools, random), random);
    if (way < 0.75) return Math.fround((random() * 2 - 1) * reach * 1.25);
    if (way < 0.9) return Math.fround(random() * 2 - 1);
    return Math.fround(Math.floor(random() * 256) / 255);
  };
}

const pick = <T>(values: readonly T[], random: () => number): T => values[Math.floor(random() * values.length)]!;

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 1;
}

/** Distinct values of the graph's constants; of large ones an even selection. */
function constantsOf(graph: Graph): number[] {
  const values = new Set<number>();
  for (const node of graph) {
    for (const { constant } of Object.values<Value>(node.operand)) {
      const stride = Math.max(1, Math.ceil((constant?.data.length ?? 0) / LOOKED_AT));
      for (let i = 0; constant && i < constant.data.length; i += stride) values.add(constant.data[i]!);
    }
  }
  return [...values].filter(Number.isFinite);
}

/** Least distance from 0 at which a neighbour is drawn: beside an offset near 1, doubles do not see subnormal numbers. */
const VISIBLE = 2 ** -24;

/** A value with the float32 next below and above it. */
function neighbours(value: number): number[] {
  const near = Math.fround(value);
  if (Math.abs(near) < VISIBLE) return [near, VISIBLE, -VISIBLE];
  const bits = new Int32Array(Float32Array.of(near).buffer);
  const around = [-1, 1].map((step) => new Float32Array(Int32Array.from([bits[0]! + step]).buffer)[0]!);
  return [around[0]!, near, around[1]!];
}

/** Float32 thresholds on graph inputs, from the integer forms of the quantisers that read them. */
function inputSteps(graph: Graph, ask: Ask): number[] {
  const { facts, forms } = analyseIntegers(graph, ask);
  const found = new Set<number>();
  for (const [node, form] of forms) {
    const reads = Object.values<Value>(node.operand).some((value) => facts.get(value)?.domain === 'float32');
    const gives = Object.values(form.facts).every(({ domain }) => domain === 'integer');
    if (!reads || !gives) continue;
    // The form writes itself into a scratch graph, and its float constants are the thresholds.
    const scratch = new Graph();
    const stands = new Map<Value, Value>();
    const build: IntegerBuilder = {
      integer(value) {
        const seen = stands.get(value) ?? new Value(tensorType(float32, value.type.shape));
        stands.set(value, seen);
        return seen;
      },
      constant(value) {
        if (value.type.elem.kind === 'float') for (const step of value.data) found.add(step);
        return constantValue(value);
      },
      create: (op, operand, attrs) => scratch.add(op, operand, attrs),
    };
    form.carry(build);
  }
  return [...found].filter(Number.isFinite);
}
