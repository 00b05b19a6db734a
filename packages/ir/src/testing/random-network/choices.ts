import { randomSource } from '../../exec/sample.ts';

/**
 * The decisions behind a generated value, as a list of whole numbers: what a generator draws is recorded, and a shorter
 * list, or one of smaller numbers, replays as a simpler value. 0 stands for the simplest choice everywhere, and is what
 * comes when the list has ended.
 *
 * @see MacIver, Donaldson: Test-Case Reduction via Test-Case Generation, ECOOP 2020
 */
export interface Choices {
  /** What was drawn so far. */
  readonly taken: readonly number[];
  /** An integer from `low` to `high`, both included; `low` is the simplest. */
  from(low: number, high: number): number;
  /** One of the values; the first is the simplest. */
  one<T>(values: readonly T[]): T;
  /** Whether something unusual happens. */
  happens(chance: number): boolean;
}

/** Parts into which a chance can be divided. */
const PARTS = 1000;

function choicesFrom(draw: (size: number) => number): Choices {
  const taken: number[] = [];
  const below = (size: number): number => {
    const value = draw(size);
    taken.push(value);
    return value;
  };
  return {
    taken,
    from: (low, high) => low + below(high - low + 1),
    one: (values) => values[below(values.length)]!,
    happens: (chance) => below(PARTS) >= PARTS * (1 - chance),
  };
}

/** Choices drawn from a seed. */
export function seededChoices(seed: number): Choices {
  const random = randomSource(seed);
  return choicesFrom((size) => Math.floor(random() * size));
}

/** Recorded choices once more; those that no longer fit are the greatest that do. */
export function replayedChoices(recorded: readonly number[]): Choices {
  let next = 0;
  return choicesFrom((size) => Math.min(recorded[next++] ?? 0, size - 1));
}
