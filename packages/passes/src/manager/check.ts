import {
  executor,
  feedPort,
  qnn,
  readPortExact,
  type Ask,
  type Diagnostic,
  type Graph,
  type Meaning,
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

/** Real values of a tensor of the source model, in the source's order. */
type Known = Map<string, Float64Array>;

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
  const known = feeds.map((): Known => new Map<string, Float64Array>());
  const compareWith = (state: Graph, pass: string): Diagnostic[] => {
    const found = new Map<string, Diagnostic>();
    let index = 0;
    const observed = new Map<string, Float64Array>();
    const differences: Diagnostic[] = [];
    const run = executor(state, {
      arithmetic: 'exact',
      ask,
      onValue(value, result) {
        if (state === graph && pass === 'import') observe?.(index, value, result);
        // Inputs are given, and their layout is the port's business.
        if (value.name === undefined || !value.owner || observed.has(value.name)) return;
        const reals = realValues(value, result);
        if (!reals) return;
        observed.set(value.name, reals);
        const before = known[index]?.get(value.name);
        const step = value.meaning ? Math.min(...value.meaning.scale.map(Math.abs)) : 0;
        const difference = before && compare(before, reals, step, pass, value.name, result.type.shape);
        if (difference) differences.push(difference);
      },
    });
    for (const feed of feeds) {
      observed.clear();
      const outputs = run(state.inputs.map((value, i) => feedPort(state.inputPorts[i]!, value.type, feed[i]!)));
      outputs.forEach((result, i) => {
        const port = state.outputPorts[i]!;
        const name = `output ${port.name}`;
        const reals = Float64Array.from(readPortExact(port, result).data);
        observed.set(name, reals);
        const before = known[index]?.get(name);
        const difference =
          before && compare(before, reals, Math.min(...port.scale.map(Math.abs)), pass, name, port.source.shape);
        if (difference) differences.push(difference);
      });
      for (const [name, reals] of observed) if (!known[index]!.has(name)) known[index]!.set(name, reals);
      index++;
    }
    for (const difference of differences) found.set(difference.message, difference);
    // The first tensor that differs is the cause; those after it follow from it.
    return [...found.values()].slice(0, 1);
  };
  compareWith(graph, 'import');
  return { inputs: feeds.length, check: compareWith };
}

/** `scale · value + bias` in the order of the source tensor; undefined for integers that have no known meaning. */
function realValues(value: Value, { type, data }: Tensor): Float64Array | undefined {
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
  if (before.length !== after.length) return undefined;
  let first = -1;
  let differing = 0;
  for (let i = 0; i < before.length; i++) {
    const [a, b] = [before[i]!, after[i]!];
    const tolerance = Math.max(1e-6 * step, 1e-9 * Math.max(Math.abs(a), Math.abs(b), 1e-300));
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
