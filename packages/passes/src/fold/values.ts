import { divisors, type FoldDimension, type Folding } from '@finnc/ir/hw';

/** A value for each dimension of a layer, by its attribute. */
export type FoldValues = Readonly<Record<string, number>>;

export const oneLane = ({ dimensions }: Folding): FoldValues =>
  Object.fromEntries(dimensions.map(({ key }) => [key, 1]));

export const currentValues = ({ dimensions }: Folding): FoldValues =>
  Object.fromEntries(dimensions.map(({ key, value }) => [key, value]));

/** Product of all dimensions: the operations a cycle. */
export const lanesOf = (values: FoldValues): number =>
  Object.values(values).reduce((product, value) => product * value, 1);

/** Every legal way to fold a layer. */
export function* legalValues(how: Folding): Generator<FoldValues> {
  for (const values of combinations(how.dimensions)) if (how.illegal?.(values) === undefined) yield values;
}

function* combinations(dimensions: readonly FoldDimension[]): Generator<FoldValues> {
  const [first, ...rest] = dimensions;
  if (!first) {
    yield {};
    return;
  }
  for (const value of divisors(first.size))
    for (const others of combinations(rest)) yield { [first.key]: value, ...others };
}
