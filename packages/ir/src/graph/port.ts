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

/** One float32 operation of the source model on its output: one entry, or one per element of the last axis. */
export interface OutputStep {
  readonly op: 'mul' | 'div' | 'add' | 'sub';
  readonly values: readonly number[];
}

/**
 * What an output of the graph means to a user: `real = scale · value + bias`, exactly.
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
  /**
   * How the source model itself gets from the integer to its output, each step rounded to float32; where it is known,
   * outputs equal the model's to the last bit. Without it, `scale · value + bias` is rounded once.
   */
  readonly steps?: readonly OutputStep[];
}
