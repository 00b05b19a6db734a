import {
  executor,
  feedPort,
  isInteger,
  permutedShape,
  qnn,
  readPort,
  readPortExact,
  type Arithmetic,
  type Ask,
  type Graph,
  type Meaning,
  type Shape,
  type Tensor,
  type Value,
} from '@finnc/ir';

/** What a state of the graph computes for one tensor of the source model, as real numbers in the source's order. */
export interface Observation {
  readonly reals: Float64Array;
  /** Distance of neighbouring codes; 0 where the tensor holds real numbers. */
  readonly step: number;
  readonly shape: Shape;
  readonly isOutput: boolean;
  /** Of outputs: whether they are codes, `step` apart, and not real numbers. */
  readonly isCode?: boolean;
  /** Of outputs: the value of the graph. */
  readonly result?: Tensor;
  /** Of outputs: the values as the source model's float32 has them. */
  readonly rounded?: ArrayLike<number>;
}
export type Observations = Map<string, Observation>;

/** Runs a state on inputs of the source model; its named tensors in the order in which they are computed, outputs last. */
export function observer(
  state: Graph,
  ask: Ask,
  arithmetic: Arithmetic = 'exact',
): (feed: readonly Tensor[], onValue?: (value: Value, result: Tensor) => void) => Observations {
  let seen: Observations = new Map();
  let listener: ((value: Value, result: Tensor) => void) | undefined;
  const run = executor(state, {
    arithmetic,
    ask,
    onValue(value, result) {
      listener?.(value, result);
      // Inputs are given, and their layout is the port's business.
      if (value.name === undefined || !value.owner || seen.has(value.name)) return;
      const reals = realValues(value, result);
      const step = value.meaning ? Math.min(...value.meaning.scale.map(Math.abs)) : 0;
      const shape = sourceShape(value, result.type.shape);
      if (reals) seen.set(value.name, { reals, step, shape, isOutput: false });
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
      seen.set(`output ${port.name}`, {
        reals,
        step,
        shape: port.source.shape,
        isOutput: true,
        isCode: isInteger(result.type.elem),
        result,
        rounded: readPort(port, result).data,
      });
    });
    return seen;
  };
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

const sourceShape = ({ meaning }: Value, shape: Shape): Shape =>
  meaning?.perm ? permutedShape(shape, qnn.inversePerm(meaning.perm)) : shape;

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
