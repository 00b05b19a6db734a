import { concatFields, declined, scaledInteger, type Field, type ScaledInteger } from '../analysis/index.ts';
import { equal } from '../math/rational.ts';
import { attr, defineOp, operand } from '../op/index.ts';
import { showType, sizeOf, tensorType, type Tensor, type TensorType } from '../tensor/index.ts';
import { float32, isInteger, joinTypes, type ScalarType } from '../types/index.ts';
import { movedAxis, permuted } from './permuted.ts';

function joinedType(a: TensorType, b: TensorType, axis: number): TensorType {
  const fits =
    axis < a.shape.length &&
    a.shape.length === b.shape.length &&
    a.shape.every((size, i) => i === axis || size === b.shape[i]);
  if (!fits) throw new RangeError(`${showType(a)} and ${showType(b)} do not join along axis ${axis}`);
  const elem: ScalarType = isInteger(a.elem) && isInteger(b.elem) ? joinTypes(a.elem, b.elem) : float32;
  return tensorType(
    elem,
    a.shape.map((size, i) => (i === axis ? size + b.shape[axis]! : size)),
  );
}

/** b behind a along `axis`; more parts are a chain. Integers keep their values under a type that holds both. */
export const concat = defineOp({
  name: 'qnn.concat',
  summary: 'Two tensors end to end along one axis.',
  operands: { a: operand.value, b: operand.value },
  results: ['y'],
  attrs: { axis: attr.int({ min: 0 }) },
  infer: ({ a, b }, { axis }) => ({ y: joinedType(a.type, b.type, axis) }),
  evaluate({ a, b }, { axis }): { y: Tensor } {
    const type = joinedType(a.type, b.type, axis);
    // Constants come in compact arrays, whose element type need not hold the other part.
    const data = new Float64Array(sizeOf(type.shape));
    const outer = sizeOf(type.shape.slice(0, axis));
    const chunks = [a, b].map((part) => ({ data: part.data, length: part.data.length / outer }));
    let at = 0;
    for (let o = 0; o < outer; o++) {
      for (const { data: part, length } of chunks) {
        data.set(part.subarray(o * length, (o + 1) * length), at);
        at += length;
      }
    }
    return { y: { type, data } };
  },
});

export const concatFacets = [
  scaledInteger.for(concat, (node, cx) => {
    const { a, b } = node.operand;
    const { axis } = node.attrs;
    const [x, y] = [cx.fact(a), cx.fact(b)];
    if (!x || !y) return declined(cx.why(x ? b : a));
    if (x.domain !== 'integer' || y.domain !== 'integer') return declined('one of its parts is not quantised');
    const sizes = [a.type.shape[axis]!, b.type.shape[axis]!] as const;
    const joined = <T>(first: Field<T>, second: Field<T>, same: (p: T, q: T) => boolean): Field<T> =>
      concatFields(first, second, axis, a.type.shape.length, sizes, same);
    const fact: ScaledInteger = {
      domain: 'integer',
      scale: joined(x.scale, y.scale, equal),
      bias: joined(x.bias, y.bias, equal),
      low: joined(x.low, y.low, Object.is),
      high: joined(x.high, y.high, Object.is),
    };
    return {
      facts: { y: fact },
      carry: (build) => ({
        y: build.create(concat, { a: build.integer(a), b: build.integer(b) }, node.attrs).result.y,
      }),
    };
  }),
  permuted.for(concat, ({ attrs }, perm) => {
    const axis = movedAxis(attrs.axis, perm);
    return axis === undefined ? undefined : { operands: ['a', 'b'], attrs: { axis } };
  }),
] as const;
