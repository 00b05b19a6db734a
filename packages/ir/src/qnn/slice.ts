import { declined, mapCurve, scaledInteger, type Field, type ScaledInteger } from '../analysis/index.ts';
import { attr, defineOp, operand } from '../op/index.ts';
import { showType, sizeOf, tensorType, type Tensor, type TensorType } from '../tensor/index.ts';
import { movedAxis, permuted } from './permuted.ts';

interface Range {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** The entries a slice keeps, in its order; `end` is not among them. */
function entriesOf({ start, end, step }: Range): number[] {
  const count = step === 0 ? 0 : Math.max(0, Math.ceil((end - start) / step));
  return Array.from({ length: count }, (_, i) => start + i * step);
}

function slicedType(x: TensorType, axis: number, range: Range): TensorType {
  const size = x.shape[axis];
  const entries = entriesOf(range);
  if (size === undefined || entries.length === 0 || entries.some((at) => at < 0 || at >= size)) {
    const { start, end, step } = range;
    throw new RangeError(`${start} to ${end} by ${step} along axis ${axis} of ${showType(x)}`);
  }
  return tensorType(
    x.elem,
    x.shape.map((n, i) => (i === axis ? entries.length : n)),
  );
}

/** Entries of each row along `axis`, whose size is `size` and behind which lie `inner` values. */
function pick<T>(
  data: ArrayLike<T>,
  entries: readonly number[],
  size: number,
  inner: number,
  put: (value: T) => void,
): void {
  for (let base = 0; base < data.length; base += size * inner) {
    for (const entry of entries) {
      for (let i = 0; i < inner; i++) put(data[base + entry * inner + i]!);
    }
  }
}

/** Entries start, start + step, … before end, along one axis; a negative step runs backwards. */
export const slice = defineOp({
  name: 'qnn.slice',
  summary: 'A range of entries along one axis.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: {
    axis: attr.int({ min: 0 }),
    start: attr.int({ min: 0 }),
    end: attr.int({ min: -1 }),
    step: attr.int({ default: 1 }),
  },
  infer: ({ x }, { axis, ...range }) => ({ y: slicedType(x.type, axis, range) }),
  evaluate({ x }, { axis, ...range }): { y: Tensor } {
    const type = slicedType(x.type, axis, range);
    const data = new (x.data.constructor as new (length: number) => Tensor['data'])(sizeOf(type.shape));
    let to = 0;
    pick(x.data, entriesOf(range), x.type.shape[axis]!, sizeOf(x.type.shape.slice(axis + 1)), (value) => {
      data[to++] = value;
    });
    return { y: { type, data } };
  },
});

/** What is known of the entries that are kept; a field that does not vary along the axis stays. */
function slicedField<T>({ shape, data }: Field<T>, axis: number, rank: number, entries: readonly number[]): Field<T> {
  const own = axis - (rank - shape.length);
  const size = shape[own];
  if (size === undefined || size === 1) return { shape, data };
  const kept: T[] = [];
  pick(data, entries, size, sizeOf(shape.slice(own + 1)), (value) => kept.push(value));
  return { shape: shape.map((n, i) => (i === own ? entries.length : n)), data: kept };
}

export const sliceFacets = [
  scaledInteger.for(slice, (node, cx) => {
    const { x } = node.operand;
    const fact = cx.curved(x);
    if (!fact) return declined(cx.why(x));
    const { axis, ...range } = node.attrs;
    const entries = entriesOf(range);
    const kept = <T>(field: Field<T>): Field<T> => slicedField(field, axis, x.type.shape.length, entries);
    const known: ScaledInteger = {
      domain: fact.domain,
      scale: kept(fact.scale),
      bias: kept(fact.bias),
      low: kept(fact.low),
      high: kept(fact.high),
      ...(fact.curve ? { curve: mapCurve(fact.curve, kept) } : {}),
    };
    return {
      facts: { y: known },
      carry: (build) => ({ y: build.create(slice, { x: build.integer(x) }, node.attrs).result.y }),
    };
  }),
  permuted.for(slice, ({ attrs }, perm) => {
    const axis = movedAxis(attrs.axis, perm);
    return axis === undefined ? undefined : { operands: ['x'], attrs: { ...attrs, axis } };
  }),
] as const;
