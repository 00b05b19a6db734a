import { bend, declined, scaledInteger, uniform, type RisingMap } from '../analysis/index.ts';
import type { Rational } from '../math/rational.ts';
import { exactly } from './map.exact.ts';
import { map, mapFunctions, risesWith, type MapFunction, type MapParameters } from './map.ts';

/** The function as a stage of a curve. */
function risingMap({ function: name, alpha, beta }: MapParameters): RisingMap {
  const { apply }: MapFunction = mapFunctions[name];
  const exact = exactly[name];
  return {
    name: name.replace(/(^|_)([a-z])/g, (_, _dash, letter: string) => letter.toUpperCase()),
    apply: (real) => apply(real, alpha, beta),
    ...(exact ? { exact: (real: Rational) => exact(real, alpha, beta) } : {}),
  };
}

export const mapInteger = scaledInteger.for(map, ({ operand: { x }, attrs }, cx) => {
  if (!risesWith(attrs))
    return declined(`${attrs.function} is not a rising function, so no thresholds can stand for it`);
  const fact = cx.curved(x);
  if (!fact) return declined(cx.why(x));
  return {
    facts: { y: bend(fact, uniform(risingMap(attrs))) },
    carry: (build) => ({ y: build.integer(x) }),
  };
});
