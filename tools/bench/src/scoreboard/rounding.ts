import { executor, type Graph, type Registry, type Tensor, type Value } from '@finnc/ir';
import { quantisedValues } from 'finnc/corpus';

/** Where float32 and exact arithmetic part company on one input. */
export interface Parting {
  /** The first quantised tensor with other codes. */
  readonly tensor: string;
  readonly codes: number;
  /** Whether each of them has a real value so close to a step that float32 does not tell the side. */
  readonly allOnSteps: boolean;
}

/** Relative distance from a step that the sums of float32 do not resolve. */
const unresolved = 2 ** -20;

/** The first quantiser whose codes differ between float32 and exact arithmetic of the same model; undefined if none does. */
export function partingOf(source: Graph, registry: Registry, feeds: readonly Tensor[]): Parting | undefined {
  const [single, exact] = (['float32', 'exact'] as const).map((arithmetic) => {
    const seen = new Map<Value, Tensor>();
    executor(source, { arithmetic, ask: registry, onValue: (value, result) => void seen.set(value, result) })(feeds);
    return seen;
  });
  for (const value of quantisedValues(source, registry)) {
    const [a, b] = [single?.get(value)?.data, exact?.get(value)?.data];
    if (!a || !b) continue;
    const others = Array.from(b.keys()).filter((i) => Math.abs(a[i]! - b[i]!) > 1e-6 * Math.max(1, Math.abs(b[i]!)));
    if (others.length === 0) continue;
    const allOnSteps = others.every(isOnStep(value, exact!));
    return { tensor: value.name ?? '', codes: others.length, allOnSteps };
  }
  return undefined;
}

/** Whether a code changes when the value it is of moves by what float32 does not resolve. */
function isOnStep(value: Value, exact: ReadonlyMap<Value, Tensor>): (index: number) => boolean {
  const node = value.owner?.node;
  if (!node) return () => false;
  const moved = (by: number): Tensor => {
    const operands = Object.entries<Value>(node.operand).map(([key, operand]) => {
      const known = operand.constant ?? exact.get(operand);
      if (!known) throw new Error(`'${key}' of '${node.name}' was not seen`);
      const data = operand.constant ? known.data : Float64Array.from(known.data, (real) => real * (1 + by));
      return [key, { type: known.type, data }];
    });
    const cx = { arithmetic: 'exact', settle: () => undefined } as const;
    const results = node.op.evaluate(Object.fromEntries(operands) as never, node.attrs as never, cx);
    return results[value.owner?.result ?? '']!;
  };
  const [below, above] = [moved(-unresolved), moved(unresolved)];
  return (index) => below.data[index] !== above.data[index];
}
