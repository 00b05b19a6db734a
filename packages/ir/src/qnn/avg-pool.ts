import {
  declined,
  mapField,
  scaledInteger,
  zipField,
  type Declined,
  type IntegerContext,
  type IntegerForm,
  type ScaledInteger,
} from '../analysis/index.ts';
import { isUnbiased } from '../analysis/fact.ts';
import type { Node } from '../graph/graph.ts';
import { div, equal, fromNumber, mul } from '../math/rational.ts';
import { attr, defineOp, operand } from '../op/index.ts';
import { sizeOf, type Shape, type Tensor } from '../tensor/index.ts';
import { float32, isInteger } from '../types/index.ts';
import { accumulatorType } from './mat-mul.ts';
import {
  ceiledWindow,
  channelField,
  countedTaps,
  imageSize,
  pooledType,
  poolAttrs,
  reduceWindows,
  type ImageLayout,
} from './pool-window.ts';
import { integerArray, resultArray } from './support.ts';
import type { Window } from './window.ts';

interface Averaging extends Window {
  readonly countIncludePad: boolean;
  readonly ceilMode: boolean;
  readonly layout: ImageLayout;
}

/** The window with the padding that `ceilMode` adds, and by how many pixels each of its places divides the sum. */
export function averagedWindows(size: Shape, { countIncludePad, ceilMode, layout, ...given }: Averaging) {
  const window = { ...(ceilMode ? ceiledWindow(size, given) : given), layout };
  return { window, divisors: countedTaps(size, window, countIncludePad ? given.pads : [0, 0, 0, 0]) };
}

/**
 * Mean of each window. Padding adds nothing, and counts as pixels only with `countIncludePad`; the pixels by which a
 * window of `ceilMode` hangs over the padding never count.
 *
 * float32 sums row by row and divides once. onnxruntime sums columns first where the stride is 1 or 2: where the sums
 * themselves round, the two differ in the last place.
 */
export const avgPool = defineOp({
  name: 'qnn.avg_pool',
  summary: 'Mean over sliding windows.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: { ...poolAttrs, countIncludePad: attr.bool({ default: false }), ceilMode: attr.bool({ default: false }) },
  infer({ x }, attrs) {
    const { window } = averagedWindows(imageSize(x.type, attrs.layout), attrs);
    return { y: pooledType(x.type, float32, attrs.layout, window) };
  },
  evaluate({ x }, attrs, { arithmetic }): { y: Tensor } {
    const { window, divisors } = averagedWindows(imageSize(x.type, attrs.layout), attrs);
    const type = pooledType(x.type, float32, attrs.layout, window);
    const data = resultArray(sizeOf(type.shape), arithmetic);
    const round = arithmetic === 'float32' ? Math.fround : (value: number): number => value;
    const plus = (sum: number, value: number): number => round(sum + value);
    reduceWindows(x, window, data, 0, plus, (sum, place) => sum / divisors[place]!);
    return { y: { type, data } };
  },
});

/** Sum of each window; padding adds nothing. The integer form of every mean, whose divisor goes into the scale. */
export const sumPool = defineOp({
  name: 'qnn.sum_pool',
  summary: 'Sum over sliding windows.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: { ...poolAttrs, outType: attr.type({ default: float32 }) },
  infer: ({ x }, { outType, layout, ...window }) => ({ y: pooledType(x.type, outType, layout, window) }),
  evaluate({ x }, { outType, ...attrs }, { arithmetic }): { y: Tensor } {
    const type = pooledType(x.type, outType, attrs.layout, attrs);
    const size = sizeOf(type.shape);
    const data = isInteger(outType) ? integerArray(size, outType.bits) : resultArray(size, arithmetic);
    const round = arithmetic === 'float32' ? Math.fround : (value: number): number => value;
    reduceWindows(x, attrs, data, 0, (sum, value) => round(sum + value));
    return { y: { type, data } };
  },
});

/** The fact of window sums over `counts` pixels of the image each, divided by `divisor`. */
function pooledFact(
  x: ScaledInteger,
  counts: readonly number[],
  taps: number,
  divisor: number,
): ScaledInteger | Declined {
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  if (least !== most && !isUnbiased(x)) return declined('zero padding of a biased input is not an integer');
  const by = fromNumber(divisor);
  const low = mapField(x.low, (n) => Math.min(least * n, most * n));
  const high = mapField(x.high, (n) => Math.max(least * n, most * n));
  const reach = zipField(low, high, (a, b) => Math.max(-a, b));
  if (Array.from(reach.data).some((n) => n > Number.MAX_SAFE_INTEGER))
    return declined(`its sums of ${taps} pixels reach beyond 2^53`);
  return {
    domain: 'integer',
    scale: mapField(x.scale, (s) => div(s, by)),
    bias: mapField(x.bias, (b) => div(mul(b, fromNumber(most)), by)),
    low,
    high,
  };
}

function byChannel(fact: ScaledInteger, layout: ImageLayout): ScaledInteger | undefined {
  const [scale, bias] = [fact.scale, fact.bias].map((field) => channelField(field, layout, equal));
  const [low, high] = [fact.low, fact.high].map((field) => channelField(field, layout, Object.is));
  return scale && bias && low && high && { domain: fact.domain, scale, bias, low, high };
}

function poolForm(
  node: Node<typeof avgPool> | Node<typeof sumPool>,
  cx: IntegerContext,
  window: Window & { readonly layout: ImageLayout },
  divisor: number,
): IntegerForm | Declined {
  const { x } = node.operand;
  const input = cx.fact(x);
  if (!input) return declined(cx.why(x));
  if (input.domain !== 'integer') return declined('its input is not quantised');
  const channels = byChannel(input, window.layout);
  if (!channels) return declined('its scale varies over the image');
  const counts = countedTaps(imageSize(x.type, window.layout), window, [0, 0, 0, 0]);
  const fact = pooledFact(channels, counts, sizeOf(window.kernel), divisor);
  if ('declined' in fact) return fact;
  const outType = accumulatorType(fact.low.data, fact.high.data);
  return {
    facts: { y: fact },
    carry: (build) => ({ y: build.create(sumPool, { x: build.integer(x) }, { ...window, outType }).result.y }),
  };
}

export const avgPoolInteger = scaledInteger.for(avgPool, (node, cx) => {
  const { window, divisors } = averagedWindows(imageSize(node.operand.x.type, node.attrs.layout), node.attrs);
  const [least, most] = [Math.min(...divisors), Math.max(...divisors)];
  if (least !== most)
    return declined(
      `its windows divide by ${least} to ${most} pixels, as padding or what hangs over the edge does not count; set count_include_pad = True and ceil_mode = False, or choose windows that tile the image`,
    );
  if (most === 0) return declined('its windows lie in the padding only');
  return poolForm(node, cx, window, most);
});

export const sumPoolInteger = scaledInteger.for(sumPool, (node, cx) => {
  const { outType: _outType, ...window } = node.attrs;
  return poolForm(node, cx, window, 1);
});
