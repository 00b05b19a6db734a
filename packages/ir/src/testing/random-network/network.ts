import { randomSource } from '../../exec/sample.ts';
import { constantValue, Graph, type ConstantValue, type OperandsOf, type Value } from '../../graph/graph.ts';
import type { Attrs, OpDef } from '../../op/op.ts';
import { sizeOf, tensor, tensorType, type Shape } from '../../tensor/index.ts';
import { float32, type ScalarType } from '../../types/index.ts';
import type { Choices } from './choices.ts';

/** A network under construction: its graph, and what is known of each value to choose what may follow. */
export class Network {
  readonly graph = new Graph('random');
  readonly choices: Choices;
  /** Every value that may be read, the newest first. */
  readonly values: Value[] = [];
  /** About the deviation of each value: scales of quantisers are chosen so that most codes occur. */
  readonly #sizes = new Map<Value, number>();
  readonly #codes = new Set<Value>();
  readonly #steps = new Map<Value, number>();

  constructor(choices: Choices) {
    this.choices = choices;
  }

  input(elem: ScalarType, shape: Shape): Value {
    const type = tensorType(elem, shape);
    const name = `in${this.graph.inputs.length}`;
    return this.graph.input(type, { name, source: type, perm: shape.map((_, axis) => axis) });
  }

  /** The first result of a new node, of about the given size. */
  add<Op extends OpDef>(op: Op, operand: OperandsOf<Op>, attrs: Attrs<Op>, size: number): Value {
    const node = this.graph.add(op, operand, attrs);
    const value = Object.values<Value>(node.result)[0]!;
    return this.known(value, size);
  }

  known(value: Value, size: number): Value {
    this.#sizes.set(value, size);
    return value;
  }

  sizeOf(value: Value): number {
    return this.#sizes.get(value) ?? 1;
  }

  /** Marks a value as integers times a scale. */
  quantised(value: Value): Value {
    // Names let the checker compare it in every state of the graph.
    value.name ??= `codes${this.#codes.size}`;
    this.#codes.add(value);
    return value;
  }

  isQuantised(value: Value): boolean {
    return this.#codes.has(value);
  }

  /** Remembers that a value is whole numbers times a step, without zero point. */
  onGrid(value: Value, step: number | undefined): Value {
    if (step !== undefined) this.#steps.set(value, step);
    return value;
  }

  stepOf(value: Value): number | undefined {
    return this.#steps.get(value);
  }

  floats(shape: Shape, make: (index: number) => number): ConstantValue {
    return constantValue(
      tensor(
        float32,
        shape,
        Float32Array.from({ length: sizeOf(shape) }, (_, i) => make(i)),
      ),
    );
  }

  scalar(value: number): ConstantValue {
    return this.floats([], () => value);
  }

  /** About normal values of deviation 1, all from one choice. */
  normal(): () => number {
    const random = randomSource(this.choices.from(0, 9999));
    return () => random() + random() + random() + random() - 2 + (random() - 0.5) * 1.5;
  }

  /** A positive number near `wanted`: a power of two, or any float32. */
  near(wanted: number): number {
    if (!this.choices.happens(0.6)) return 2 ** Math.round(Math.log2(wanted));
    return Math.fround(wanted * (0.6 + this.choices.from(0, 99) / 100));
  }

  /** A shape with one entry, or one per channel (axis 1) or per element of axis 0. */
  along(axis: number, shape: Shape): Shape {
    return shape.map((size, i) => (i === axis ? size : 1));
  }
}
