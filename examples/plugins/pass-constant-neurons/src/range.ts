import { bounds, type ScalarType, type Tensor } from 'finnc/plugin';

export interface Range {
  readonly low: number;
  readonly high: number;
}

/**
 * What a column of a product can come to, exactly: each weight takes the end of the input's type that is worst for it.
 *
 * @param weights  `[depth, columns]`, integers
 */
export function columnRanges(weights: Tensor, input: ScalarType): Range[] {
  const [least, most] = bounds(input).map(Number) as [number, number];
  const [depth = 0, columns = 0] = weights.type.shape;
  return Array.from({ length: columns }, (_, column) => {
    let [low, high] = [0, 0];
    for (let i = 0; i < depth; i++) {
      const weight = weights.data[i * columns + column] ?? 0;
      low += weight * (weight > 0 ? least : most);
      high += weight * (weight > 0 ? most : least);
    }
    return { low, high };
  });
}

/** How many thresholds every value of the range reaches, or undefined if that depends on the value. */
export function constantCount(thresholds: ArrayLike<number>, { low, high }: Range): number | undefined {
  let reached = 0;
  for (const threshold of Array.from(thresholds)) {
    if (threshold <= low) reached++;
    else if (threshold <= high) return undefined;
  }
  return reached;
}
