import { cloneGraph, executor, type Graph, type Registry, type Tensor, type Value } from '@finnc/ir';
import { onnxruntimeReference, quantisedValues } from 'finnc/corpus';
import { greatest } from './outputs.ts';

/** Where float32 and exact arithmetic part company on one input. */
export interface Parting {
  /** The first quantised tensor with other codes. */
  readonly tensor: string;
  readonly codes: number;
  /** Whether each of them has a real value so close to a step that float32 does not tell the side. */
  readonly allOnSteps: boolean;
  /** The outputs of float32. */
  readonly outputs: readonly ArrayLike<number>[];
}

/** Distance from a step that float32 does not resolve, as a part of the tensor's greatest value: sums round as their terms do. */
const unresolved = 2 ** -22;

/** The first quantiser whose codes differ between onnxruntime's float32 and exact arithmetic; undefined if none does. */
export async function partingOf(
  source: Graph,
  registry: Registry,
  feeds: readonly Tensor[],
): Promise<Parting | undefined> {
  const exact = new Map<Value, Tensor>();
  executor(source, { ask: registry, onValue: (value, result) => void exact.set(value, result) })(feeds);
  const quantised = [...quantisedValues(source, registry)];
  const results = await inFloat32(source, registry, feeds);
  const traced = results?.slice(source.outputs.length);
  for (const [i, value] of quantised.entries()) {
    const [a, b] = [traced?.[i], exact.get(value)?.data];
    if (!a || !b || !results) continue;
    const others = Array.from(b.keys()).filter((k) => Math.abs(a[k]! - b[k]!) > 1e-6 * Math.max(1, Math.abs(b[k]!)));
    if (others.length === 0) continue;
    const outputs = results.slice(0, source.outputs.length);
    return {
      tensor: value.name ?? '',
      codes: others.length,
      allOnSteps: others.every(isOnStep(value, exact)),
      outputs,
    };
  }
  return undefined;
}

/** Outputs and then all quantised tensors of a model, by onnxruntime; undefined where it cannot run. */
async function inFloat32(
  source: Graph,
  registry: Registry,
  feeds: readonly Tensor[],
): Promise<readonly ArrayLike<number>[] | undefined> {
  const traced = cloneGraph(source);
  for (const [i, value] of [...quantisedValues(traced, registry)].entries()) {
    const { shape } = value.type;
    const perm = shape.map((_, axis) => axis);
    traced.output(value, { name: `trace ${i}`, source: value.type, scale: [1], bias: [0], shape, perm });
  }
  const loaded = await onnxruntimeReference(new Uint8Array(), registry, {});
  if ('problem' in loaded) return undefined;
  const ran = await loaded.reference.outputs(traced, [feeds]);
  return 'value' in ran ? ran.value[0] : undefined;
}

/** Whether a code changes when the value it is of moves by what float32 does not resolve. */
function isOnStep(value: Value, exact: ReadonlyMap<Value, Tensor>): (index: number) => boolean {
  const node = value.owner?.node;
  if (!node) return () => false;
  const moved = (by: number): Tensor => {
    const operands = Object.entries<Value>(node.operand).map(([key, operand]) => {
      const known = operand.constant ?? exact.get(operand);
      if (!known) throw new Error(`'${key}' of '${node.name}' was not seen`);
      if (operand.constant) return [key, known];
      const distance = by * greatest(known.data);
      return [key, { type: known.type, data: Float64Array.from(known.data, (real) => real + distance) }];
    });
    const cx = { arithmetic: 'exact', settle: () => undefined } as const;
    const results = node.op.evaluate(Object.fromEntries(operands) as never, node.attrs as never, cx);
    return results[value.owner?.result ?? '']!;
  };
  const [below, above] = [moved(-unresolved), moved(unresolved)];
  return (index) => below.data[index] !== above.data[index];
}
