import type { TensorType } from '../tensor/index.ts';

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

/**
 * What an output of the graph means to a user: `real = scale · value + bias` in float64, rounded once to float32.
 *
 * `scale` and `bias` have one entry, or one per element of the last axis of the graph's output. The values, reshaped to
 * `shape` and permuted by `perm`, have the shape of `source`, the type the model declares.
 */
export interface OutputPort {
  readonly name: string;
  readonly source: TensorType;
  readonly scale: readonly number[];
  readonly bias: readonly number[];
  readonly shape: readonly number[];
  readonly perm: readonly number[];
}
