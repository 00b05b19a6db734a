import { decimal, grouped } from '@finnc/backend-report/numbers';
import { qnn, type Graph, type Node, type OpDef, type Value } from '@finnc/ir';
import { fifo, fork, width } from '@finnc/ir/hw';

/** `1 node`, `27 nodes`, `1,024 layers`. */
export const count = (n: number, noun: string): string => `${grouped(n)} ${noun}${n === 1 ? '' : 's'}`;

/** `12.6 kB`. */
export const size = (bytes: number): string =>
  bytes < 1000 ? `${bytes} B` : bytes < 1e6 ? `${decimal(bytes / 1000)} kB` : `${decimal(bytes / 1e6)} MB`;

/** Ops that only move values: on a float input they compute nothing. */
const moves = new Set([qnn.transpose, qnn.reshape, qnn.im2col, width, fifo, fork].map((op: OpDef) => op.name));

/**
 * How many nodes compute in floating point: a float result from something that is not constant.
 *
 * A quantiser of a float input gives integers, so it is none; weights are constants and do not count.
 */
export function floatOps(graph: Graph): number {
  const fixed = new Set<Value>();
  let found = 0;
  for (const node of graph.order()) {
    const operands = Object.values<Value>(node.operand);
    const constant = operands.every((value) => value.constant !== undefined || fixed.has(value));
    for (const value of Object.values<Value>(node.result)) if (constant) fixed.add(value);
    if (!constant && !moves.has(node.op.name) && givesFloat(node)) found++;
  }
  return found;
}

const givesFloat = (node: Node): boolean =>
  Object.values<Value>(node.result).some(({ type }) => type.elem.kind === 'float');

/** Bits of the widest integer that the graph computes. */
export function widestInteger(graph: Graph): number {
  let bits = 0;
  for (const node of graph)
    for (const { type } of Object.values<Value>(node.result)) {
      if (type.elem.kind !== 'float') bits = Math.max(bits, type.elem.bits);
    }
  return bits;
}

/** `1x3x32x32 uint8`. */
export const describeType = ({ elem, shape }: Value['type']): string => `${shape.join('x')} ${elem.name}`;
