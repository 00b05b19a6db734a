import fc from 'fast-check';
import type { ElementName } from '../../src/onnx/index.ts';
import { floats, type op, type SmallModel } from '../../src/import/small-model.test.helper.ts';

/** A model of one operator, or of a few where one alone cannot be fed. */
export type Drawn = Omit<SmallModel, 'opsets' | 'outputs'> & {
  readonly opset?: number;
  /** Types of the outputs y, y1, …; one of float32 if left out. */
  readonly types?: readonly ElementName[];
};

const numbers = (count: number): fc.Arbitrary<number[]> =>
  fc.array(
    fc.integer({ min: -16, max: 16 }).map((quarters) => quarters / 4),
    { minLength: count, maxLength: count },
  );
const sizes = (least: number, most: number, largest = 4): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 1, max: largest }), { minLength: least, maxLength: most });
const oneOf = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

/** What a case is drawn with; every draw can be shrunk. */
export class Draw {
  readonly #draw: fc.GeneratorValue;
  constructor(draw: fc.GeneratorValue) {
    this.#draw = draw;
  }
  int(min: number, max: number): number {
    return this.#draw(fc.integer, { min, max });
  }
  of<T>(...values: readonly T[]): T {
    return this.#draw(oneOf<T>, ...values);
  }
  chance(): boolean {
    return this.#draw(fc.boolean);
  }
  shape(least: number, most: number, largest = 4): number[] {
    return this.#draw(sizes, least, most, largest);
  }
  tensor(shape: readonly number[]): ReturnType<typeof floats> {
    return floats(shape, this.#draw(numbers, product(shape)));
  }
  /** A shape that broadcasts with another one. */
  partner(shape: readonly number[]): number[] {
    return shape.slice(this.int(0, shape.length)).map((size) => (this.chance() ? size : 1));
  }
  order(length: number): number[] {
    return this.#draw(
      fc.shuffledSubarray,
      Array.from({ length }, (_, i) => i),
      { minLength: length },
    );
  }
  axes(rank: number): number[] {
    return this.#draw(
      fc.subarray,
      Array.from({ length: rank }, (_, i) => i),
      { minLength: 1 },
    ).map((axis) => (this.chance() ? axis : axis - rank));
  }
}

export const product = (shape: readonly number[]): number => shape.reduce((so, size) => so * size, 1);
/** Draws a model that has one operator in all its forms. */
export type Case = (draw: Draw) => Drawn;
export type Attributes = Parameters<typeof op>[3];
