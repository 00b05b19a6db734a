import { sizeOf, type Node, type Tensor, type Value } from '@finnc/ir';

/** Where elements of a result come from, for an op that only moves, repeats and drops them, or adds constants. */
export interface Movement {
  /** For each operand, by name: the number of the element that each element of the result is, or −1. */
  readonly from: Readonly<Record<string, Int32Array>>;
  /** For each element that is of no operand, what it is; 0 for the others. */
  readonly constants: Float64Array;
}

/** Numbers of elements begin here: constants of an op are smaller. */
const FIRST = 2 ** 24;

/** Finds where an op moves elements by sending their numbers through its meaning. */
export function movementOf(node: Node, result = 'y'): Movement {
  const operands = Object.entries<Value>(node.operand);
  let first = FIRST;
  const starts: number[] = [];
  const numbers: Record<string, Tensor> = {};
  for (const [key, { type }] of operands) {
    const size = sizeOf(type.shape);
    starts.push(first);
    numbers[key] = { type, data: Float64Array.from({ length: size }, (_, i) => first + i) };
    first += size;
  }
  const sent = node.op.evaluate(numbers as never, node.attrs as never, {
    arithmetic: 'exact',
    settle: () => undefined,
  })[result]!.data;
  const from = operands.map(([key, { type }], i) => {
    const [low, high] = [starts[i]!, starts[i]! + sizeOf(type.shape)];
    return [key, Int32Array.from(sent, (n) => (n >= low && n < high ? n - low : -1))] as const;
  });
  return { from: Object.fromEntries(from), constants: Float64Array.from(sent, (n) => (n < FIRST ? n : 0)) };
}
