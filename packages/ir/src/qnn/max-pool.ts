import { alongAxis, curvesOf, declined, directionOf, sameCurve, scaledInteger, type Field } from '../analysis/index.ts';
import { defineOp, operand } from '../op/index.ts';
import { sizeOf, tensor, type Tensor } from '../tensor/index.ts';
import { bipolar } from '../types/index.ts';
import { flip } from './flip.ts';
import { negatedWhere } from './mirror.ts';
import { axesOf, pooledType, poolAttrs, reduceWindows } from './pool-window.ts';

/** Greatest value of each window; padding never wins. */
export const maxPool = defineOp({
  name: 'qnn.max_pool',
  summary: 'Maximum over sliding windows.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: poolAttrs,
  infer: ({ x }, { layout, ...window }) => ({ y: pooledType(x.type, x.type.elem, layout, window) }),
  evaluate({ x }, attrs): { y: Tensor } {
    const type = pooledType(x.type, x.type.elem, attrs.layout, attrs);
    const data = new (x.data.constructor as new (length: number) => Tensor['data'])(sizeOf(type.shape));
    reduceWindows(x, attrs, data, -Infinity, (most, value) => (value > most ? value : most));
    return { y: { type, data } };
  },
});

/** Channels whose reals fall as their integers rise are negated before: their maximum is then one of integers, too. */
export const maxPoolInteger = scaledInteger.for(maxPool, (node, cx) => {
  const { x } = node.operand;
  const fact = cx.curved(x);
  if (!fact) return declined(cx.why(x));
  if (fact.domain !== 'integer') return declined('its input is not quantised');
  const rank = x.type.shape.length;
  const curves = alongAxis(curvesOf(fact), rank, sameCurve);
  const low = alongAxis(fact.low, rank, Object.is);
  const high = alongAxis(fact.high, rank, Object.is);
  const axes = axesOf(node.attrs.layout);
  // A field written out per pixel would not match the pooled shape.
  if (!curves || ![curves, low, high].every((along) => along && (along.axis ?? axes.c) === axes.c))
    return declined('its scale varies over the image');
  const falling = curves.entries.map((curve) => directionOf(curve) < 0);
  if (!falling.includes(true)) {
    return {
      facts: { y: fact },
      carry: (build) => ({ y: build.create(maxPool, { x: build.integer(x) }, node.attrs).result.y }),
    };
  }
  const shape = curves.axis === undefined ? [] : x.type.shape.map((size, axis) => (axis === axes.c ? size : 1));
  const negative: Field<boolean> = { shape, data: falling };
  return {
    facts: { y: negatedWhere(fact, negative) },
    carry(build) {
      const signs = build.constant(
        tensor(
          bipolar,
          [falling.length],
          Int8Array.from(falling, (is) => (is ? -1 : 1)),
        ),
      );
      const flipped = build.create(flip, { x: build.integer(x), signs }, { axis: axes.c }).result.y;
      return { y: build.create(maxPool, { x: flipped }, node.attrs).result.y };
    },
  };
});
