export const decisions = ['argmax', 'highest-bit'] as const;
/** How outputs become a class. */
export type Decision = (typeof decisions)[number];

/** The decision that a model asks for in its metadata `finnc.decision`, if it names one. */
export const decisionOf = (metadata: ReadonlyMap<string, string>): Decision | undefined =>
  decisions.find((decision) => decision === metadata.get('finnc.decision'));

/** Index of the greatest value, the first of equals; NaN never wins. 0 for no values. */
export function argmax(values: ArrayLike<number>): number {
  let best = 0;
  let top = -Infinity;
  for (let i = 0; i < values.length; i++) {
    if (values[i]! > top) {
      top = values[i]!;
      best = i;
    }
  }
  return best;
}

/** Index of the last output above zero, 0 if there is none: what BNN-PYNQ's host does with a binary last layer. */
export function highestBit(values: ArrayLike<number>): number {
  for (let i = values.length - 1; i > 0; i--) if (values[i]! > 0) return i;
  return 0;
}

export const decide = (decision: Decision, values: ArrayLike<number>): number =>
  decision === 'argmax' ? argmax(values) : highestBit(values);
