import { permutedShape, type Shape, type TensorType } from '../tensor/index.ts';

/**
 * How an input of the graph is made from the tensor a user has.
 *
 * `source` is the type the model declares. Its values, permuted by `perm` and reshaped to the graph input's shape,
 * are the graph input's values.
 */
export interface InputPort {
  readonly name: string;
  readonly source: TensorType;
  readonly perm: readonly number[];
}

/** One float32 operation of the source model on its output: one entry, or one per element of the last axis. */
export interface OutputStep {
  readonly op: 'mul' | 'div' | 'add' | 'sub';
  readonly values: readonly number[];
}

/**
 * What an output of the graph means to a user: `real = scale · value + bias`, exactly.
 *
 * `scale` and `bias` have one entry, or one per element of the last axis of the graph's output. The values, reshaped to
 * `shape`, permuted by `perm` and reshaped to the shape of `source`, are those of the type the model declares.
 */
export interface OutputPort {
  readonly name: string;
  readonly source: TensorType;
  readonly scale: readonly number[];
  readonly bias: readonly number[];
  readonly shape: readonly number[];
  readonly perm: readonly number[];
  /**
   * How the source model itself gets from the integer to its output, each step rounded to float32; where it is known,
   * outputs equal the model's to the last bit. Without it, `scale · value + bias` is rounded once.
   */
  readonly steps?: readonly OutputStep[];
}

/**
 * The port that reads x where `port` reads transpose(x, perm): the host does the transposition.
 * Undefined if the port joins axes that x has apart, so that no one permutation does both.
 *
 * @param shape  of x
 */
export function portBeforeTranspose(port: OutputPort, shape: Shape, perm: readonly number[]): OutputPort | undefined {
  const parts = splitAxes(permutedShape(shape, perm), port.shape);
  if (!parts) return undefined;
  const order = shape.flatMap((_, axis) => parts[perm.indexOf(axis)] ?? []);
  return {
    ...port,
    shape: order.map((axis) => port.shape[axis]!),
    perm: port.perm.map((axis) => order.indexOf(axis)),
  };
}

/** For each axis of `shape` the axes of `finer` whose product it is; undefined if `finer` only reshapes it. */
function splitAxes(shape: Shape, finer: Shape): number[][] | undefined {
  let next = 0;
  const parts = shape.map((size) => {
    const own: number[] = [];
    let product = 1;
    while (product < size || (own.length === 0 && finer[next] === 1)) {
      product *= finer[next] ?? Infinity;
      own.push(next++);
    }
    return product === size ? own : undefined;
  });
  // Axes of size 1 at the end belong to the last.
  while (next < finer.length && finer[next] === 1) parts.at(-1)?.push(next++);
  return next === finer.length && parts.every((own) => own !== undefined) ? parts : undefined;
}
