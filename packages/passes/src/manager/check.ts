import {
  executor,
  feedPort,
  qnn,
  readPortExact,
  type Ask,
  type Diagnostic,
  type Graph,
  type Meaning,
  type Shape,
  type Tensor,
  type Value,
} from '@finnc/ir';
import { passDiagnostics } from '../diagnostics.ts';

export interface Checker {
  /** How many inputs every state is executed on. */
  readonly inputs: number;
  /** Executes a state of the graph and compares it with what is known; nothing if it agrees. */
  check(graph: Graph, pass: string): readonly Diagnostic[];
}

/** What a state of the graph computes for one tensor of the source model, as real numbers in the source's order. */
interface Observation {
  readonly reals: Float64Array;
  /** Distance of neighbouring codes; 0 where the tensor holds real numbers. */
  readonly step: number;
  readonly shape: Shape;
  readonly isOutput: boolean;
}
type Observations = Map<string, Observation>;

/**
 * Remembers what the network computes and compares every later state with it.
 *
 * @param feeds    inputs of the source model, each a list with one tensor a port, in the ports' source types
 * @param observe  called with every value of the first state, for each feed
 */
export function createChecker(
  graph: Graph,
  ask: Ask,
  feeds: readonly (readonly Tensor[])[],
  observe?: (feed: number, value: Value, result: Tensor) => void,
): Checker {
  const first = observer(graph, ask);
  const known = feeds.map((feed, i) => first(feed, observe && ((value, result) => observe(i, value, result))));
  return {
    inputs: feeds.length,
    check(state, pass) {
      const run = observer(state, ask);
      for (const [i, feed] of feeds.entries()) {
        const before = known[i]!;
        const now = run(feed);
        const difference = firstDifference(before, now, pass);
        // The first tensor that differs is the cause; those after it follow from it.
        if (difference) return [difference];
        for (const [name, observation] of now) if (!before.has(name)) before.set(name, observation);
      }
      return [];
    },
  };
}

/** Runs a state on inputs of the source model; its named tensors in the order in which they are computed, outputs last. */
function observer(
  state: Graph,
  ask: Ask,
): (feed: readonly Tensor[], onValue?: (value: Value, result: Tensor) => void) => Observations {
  let seen: Observations = new Map();
  let listener: ((value: Value, result: Tensor) => void) | undefined;
  const run = executor(state, {
    arithmetic: 'exact',
    ask,
    onValue(value, result) {
      listener?.(value, result);
      // Inputs are given, and their layout is the port's business.
      if (value.name === undefined || !value.owner || seen.has(value.name)) return;
      const reals = realValues(value, result);
      const step = value.meaning ? Math.min(...value.meaning.scale.map(Math.abs)) : 0;
      if (reals) seen.set(value.name, { reals, step, shape: result.type.shape, isOutput: false });
    },
  });
  return (feed, onValue) => {
    seen = new Map();
    listener = onValue;
    const outputs = run(state.inputs.map((value, i) => feedPort(state.inputPorts[i]!, value.type, feed[i]!)));
    outputs.forEach((result, i) => {
      const port = state.outputPorts[i]!;
      const reals = Float64Array.from(readPortExact(port, result).data);
      const step = Math.min(...port.scale.map(Math.abs));
      seen.set(`output ${port.name}`, { reals, step, shape: port.source.shape, isOutput: true });
    });
    return seen;
  };
}

function firstDifference(before: Observations, now: Observations, pass: string): Diagnostic | undefined {
  for (const [name, { isOutput, shape }] of before) {
    if (isOutput && !now.has(name)) return passDiagnostics.lostOutput({ pass, output: name, shape: shape.join(', ') });
  }
  for (const [name, after] of now) {
    const known = before.get(name);
    if (!known) continue;
    if (known.reals.length === after.reals.length) {
      const difference = compare(known.reals, after.reals, after.step, pass, name, after.shape);
      if (difference) return difference;
    } else if (after.isOutput) {
      return passDiagnostics.otherSize({
        pass,
        output: name,
        before: known.shape.join(', '),
        after: after.shape.join(', '),
      });
    }
    // A pass may drop channels of an inner tensor that nobody needs: the outputs tell whether it was right.
  }
  return undefined;
}

/** `scale · value + bias` in the order of the source tensor; undefined for integers that have no known meaning. */
export function realValues(value: Value, { type, data }: Tensor): Float64Array | undefined {
  const { meaning } = value;
  if (!meaning) return type.elem.kind === 'float' ? Float64Array.from(data) : undefined;
  const reals = scaled(meaning, type.shape, data);
  if (!meaning.perm) return reals;
  const back = qnn.inversePerm(meaning.perm);
  return qnn.permuteData(reals, type.shape, back);
}

function scaled({ scale, bias, axis }: Meaning, shape: readonly number[], data: Tensor['data']): Float64Array {
  const real = new Float64Array(data.length);
  const inner = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const channels = shape[axis] ?? 1;
  const [scales, biases] = [scale.length, bias.length];
  for (let i = 0; i < real.length; i++) {
    const c = scales === 1 && biases === 1 ? 0 : Math.floor(i / inner) % channels;
    real[i] = scale[scales === 1 ? 0 : c]! * data[i]! + bias[biases === 1 ? 0 : c]!;
  }
  return real;
}

/**
 * Codes must be equal: reals of integers may differ by rounding in doubles only, far less than one step of the scale.
 */
function compare(
  before: Float64Array,
  after: Float64Array,
  step: number,
  pass: string,
  tensor: string,
  shape: readonly number[],
): Diagnostic | undefined {
  let first = -1;
  let differing = 0;
  for (let i = 0; i < before.length; i++) {
    const [a, b] = [before[i]!, after[i]!];
    const size = Math.max(Math.abs(a), Math.abs(b), 1e-300);
    const tolerance = Math.max(1e-6 * step, (step > 0 ? 1e-12 : 1e-9) * size);
    if (Math.abs(a - b) <= tolerance || (Number.isNaN(a) && Number.isNaN(b))) continue;
    if (first < 0) first = i;
    differing++;
  }
  if (first < 0) return undefined;
  return passDiagnostics.notEquivalent({
    pass,
    tensor,
    index: `[${unravel(first, shape).join(', ')}]`,
    before: before[first]!,
    after: after[first]!,
    differing,
    total: before.length,
  });
}

function unravel(index: number, shape: readonly number[]): number[] {
  const result: number[] = [];
  let rest = index;
  for (const size of [...shape].reverse()) {
    result.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return result;
}
