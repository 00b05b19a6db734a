import { alongAxis, qnn, rationals, type OutputStep, type ScaledInteger, type Value } from '@finnc/ir';

const arithmetic = new Map<string, OutputStep['op']>([
  [qnn.add.name, 'add'],
  [qnn.sub.name, 'sub'],
  [qnn.mul.name, 'mul'],
  [qnn.div.name, 'div'],
]);

/**
 * The float32 operations behind the last accumulator, first one first: what the source model does to the integer before
 * it is the output. Undefined where something else than constant arithmetic lies between, or where the accumulator's
 * own scale is not exact in float32, so that its sums were rounded too.
 */
export function outputSteps(
  output: Value,
  integer: Value,
  facts: ReadonlyMap<Value, ScaledInteger>,
  integers: ReadonlyMap<Value, Value>,
): OutputStep[] | undefined {
  const steps: OutputStep[] = [];
  let value = output;
  for (;;) {
    const node = value.owner?.node;
    const op = node && arithmetic.get(node.op.name);
    if (!node || !op) break;
    const { a, b } = node.operand as { readonly a: Value; readonly b: Value };
    const values = b.constant && lastAxisEntries(b, output.type.shape.length);
    if (!values || integers.get(a) !== integer) break;
    steps.unshift({ op, values });
    value = a;
  }
  const fact = facts.get(value);
  const start = fact && startSteps(fact, value.type.shape.length);
  return start && [...start, ...steps];
}

/** A constant's entries if it is one number or runs along the last axis. */
function lastAxisEntries({ constant, type }: Value, rank: number): number[] | undefined {
  if (!constant) return undefined;
  const isRow = type.shape.length <= rank && type.shape.slice(0, -1).every((size) => size === 1);
  if (constant.data.length !== 1 && !isRow) return undefined;
  const [first = 0, ...others] = constant.data;
  return others.every((entry) => entry === first) ? [first] : [first, ...others];
}

/** From the integer to the accumulator's real value, if float32 holds the scale exactly. */
function startSteps(fact: ScaledInteger, rank: number): OutputStep[] | undefined {
  const scale = alongAxis(fact.scale, rank, rationals.equal);
  const isPlain = Array.from(fact.bias.data).every((bias) => rationals.sign(bias) === 0);
  if (!scale || !isPlain || (scale.axis !== undefined && scale.axis !== rank - 1)) return undefined;
  const values = scale.entries.map(rationals.toNumber);
  const reach = Math.max(...Array.from(fact.low.data, Math.abs), ...Array.from(fact.high.data, Math.abs));
  if (reach >= 2 ** 24) return undefined;
  // A power of two times an integer below 2^24 is exact, and so were the sums that led to it.
  if (!values.every((s) => Number.isInteger(Math.log2(Math.abs(s))))) return undefined;
  return values.every((s) => s === 1) ? [] : [{ op: 'mul', values }];
}
