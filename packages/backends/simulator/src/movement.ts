import { sizeOf, type Node, type Tensor, type Value } from '@finnc/ir';

/** Where elements of a result come from, for an op that only moves, repeats and drops them, or adds constants. */
export interface Movement {
  /** For each operand, by name: the number of the element that each element of the result is, or −1. */
  readonly from: Readonly<Record<string, Int32Array>>;
  /** For each element that is of no operand, what it is; 0 for the others. */
  readonly constants: Float64Array;
  /** Whether every element is of an operand. */
  readonly isWhole: boolean;
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
    const data = new Int32Array(sizeOf(type.shape));
    for (let i = 0; i < data.length; i++) data[i] = first + i;
    numbers[key] = { type, data };
    starts.push(first);
    first += data.length;
  }
  const sent = node.op.evaluate(numbers as never, node.attrs as never, {
    arithmetic: 'exact',
    settle: () => undefined,
  })[result]!.data;
  const from: Record<string, Int32Array> = {};
  operands.forEach(([key, { type }], operand) => {
    const [low, size] = [starts[operand]!, sizeOf(type.shape)];
    const sources = (from[key] = new Int32Array(sent.length));
    for (let i = 0; i < sent.length; i++) {
      const source = sent[i]! - low;
      sources[i] = source >= 0 && source < size ? source : -1;
    }
  });
  const constants = new Float64Array(sent.length);
  let isWhole = true;
  for (let i = 0; i < sent.length; i++) {
    if (sent[i]! >= FIRST) continue;
    constants[i] = sent[i]!;
    isWhole = false;
  }
  return { from, constants, isWhole };
}
