import {
  declined,
  mapCurve,
  mapFloat32,
  permuteField,
  reshapeField,
  scaledInteger,
  type Field,
  type ScaledInteger,
} from '../analysis/index.ts';
import type { FacetImplementation } from '../facet/facet.ts';
import { attr, defineOp, operand } from '../op/index.ts';
import { permutedShape, showType, sizeOf, tensorType, type Tensor } from '../tensor/index.ts';
import { permuteData } from './layout.ts';

/** The same values in row-major order under another shape of the same size. */
export const reshape = defineOp({
  name: 'qnn.reshape',
  summary: 'Another shape over the same values.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: { shape: attr.ints({ min: 0 }) },
  infer({ x }, { shape }) {
    if (sizeOf(x.type.shape) !== sizeOf(shape)) throw new RangeError(`${showType(x.type)} as [${shape.join(', ')}]`);
    return { y: tensorType(x.type.elem, shape) };
  },
  evaluate: ({ x }, { shape }): { y: Tensor } => ({ y: { type: tensorType(x.type.elem, shape), data: x.data } }),
});

/** Axis i of the result is axis `perm[i]` of the operand. */
export const transpose = defineOp({
  name: 'qnn.transpose',
  summary: 'Permutes the axes.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: { perm: attr.ints({ min: 0 }) },
  infer({ x }, { perm }) {
    const axes = [...perm].sort((a, b) => a - b);
    if (perm.length !== x.type.shape.length || !axes.every((axis, i) => axis === i)) {
      throw new RangeError(`[${perm.join(', ')}] does not permute ${showType(x.type)}`);
    }
    return { y: tensorType(x.type.elem, permutedShape(x.type.shape, perm)) };
  },
  evaluate: ({ x }, { perm }): { y: Tensor } => ({
    y: {
      type: tensorType(x.type.elem, permutedShape(x.type.shape, perm)),
      data: permuteData(x.data, x.type.shape, perm),
    },
  }),
});

/** A fact with each of its fields changed alike, and the constant with them. */
function changed(
  fact: ScaledInteger,
  field: <T>(field: Field<T>) => Field<T>,
  constant: (constant: Tensor) => Tensor,
): ScaledInteger {
  return {
    domain: fact.domain,
    scale: field(fact.scale),
    bias: field(fact.bias),
    low: field(fact.low),
    high: field(fact.high),
    ...(fact.constant ? { constant: constant(fact.constant) } : {}),
    ...(fact.curve ? { curve: mapCurve(fact.curve, field) } : {}),
    ...(fact.float32 ? { float32: mapFloat32(fact.float32, field) } : {}),
  };
}

const exactly = { arithmetic: 'exact', settle: () => undefined } as const;

export const shapeFacets: readonly FacetImplementation[] = [
  scaledInteger.for(reshape, (node, cx) => {
    const { x } = node.operand;
    const fact = cx.curved(x);
    if (!fact) return declined(cx.why(x));
    const { shape } = node.attrs;
    const known = changed(
      fact,
      (field) => reshapeField(field, x.type.shape, shape),
      (constant) => reshape.evaluate({ x: constant } as never, { shape } as never, exactly)['y'] as Tensor,
    );
    const { constant } = known;
    return {
      facts: { y: known },
      carry: (build) => ({
        y: constant ? build.constant(constant) : build.create(reshape, { x: build.integer(x) }, { shape }).result.y,
      }),
    };
  }),
  scaledInteger.for(transpose, (node, cx) => {
    const { x } = node.operand;
    const fact = cx.curved(x);
    if (!fact) return declined(cx.why(x));
    const { perm } = node.attrs;
    const known = changed(
      fact,
      (field) => permuteField(field, perm),
      (constant) => transpose.evaluate({ x: constant } as never, { perm } as never, exactly)['y'] as Tensor,
    );
    const { constant } = known;
    return {
      facts: { y: known },
      carry: (build) => ({
        y: constant ? build.constant(constant) : build.create(transpose, { x: build.integer(x) }, { perm }).result.y,
      }),
    };
  }),
];
