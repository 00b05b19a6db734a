import { activationForm } from './activation.ts';
import { declined, integerFact, scaledInteger, uniform } from '../analysis/index.ts';
import { fromNumber, ONE, ZERO } from '../math/rational.ts';
import { fitInt } from '../types/index.ts';
import { multiThreshold } from './multi-threshold.ts';

/**
 * Integers of a MultiThreshold: ±1 if one step leads from −s to s, else the count, moved by `outBias` where that is a
 * whole number of steps.
 */
export const multiThresholdInteger = scaledInteger.for(multiThreshold, (node, cx) => {
  const { x, thresholds } = node.operand;
  const { outScale, outBias, axis } = node.attrs;
  const fact = cx.curved(x);
  if (!fact) return declined(cx.why(x));
  const { shape, data } =
    thresholds.constant.type.shape.length === 2
      ? { shape: thresholds.type.shape, data: thresholds.constant.data }
      : { shape: [1, 0], data: [] };
  const [rows = 1, count = 0] = shape;
  if (outScale === 0) return declined('out_scale is 0');
  if (!Array.from(data).every((t) => !Number.isNaN(t))) return declined('a threshold is not a number');
  // Infinite thresholds always or never count; the largest doubles behave the same on every reachable value.
  const finite = (t: number): number => (Number.isFinite(t) ? t : Math.sign(t) * Number.MAX_VALUE);
  const sorted = Array.from({ length: rows }, (_, row) =>
    Array.from(data.slice(row * count, (row + 1) * count), finite)
      .sort((a, b) => a - b)
      .map((t) => ({ at: fromNumber(t), strict: false })),
  );
  const symmetric = count === 1 && outBias * 2 === -outScale;
  const offset = outBias / outScale;
  const first = symmetric ? -1 : Number.isInteger(offset) ? offset : 0;
  const scale = fromNumber(symmetric ? outScale / 2 : outScale);
  const bias = symmetric || Number.isInteger(offset) ? ZERO : fromNumber(outBias);
  const last = symmetric ? 1 : first + count;
  return activationForm(
    {
      stepCount: count,
      x,
      fact,
      step: uniform(ONE),
      zero: ZERO,
      steps: (row) => sorted[rows === 1 ? 0 : row]!,
      outType: symmetric ? 'bipolar' : fitInt(first, last),
      first,
      result: integerFact(first, last, uniform(scale), uniform(bias)),
      ...(rows > 1 ? { stepAxis: axis } : {}),
      level: (value, _step, channel) => {
        const row = rows === 1 ? 0 : channel;
        let reached = 0;
        for (let k = row * count; k < (row + 1) * count; k++) if (value >= data[k]!) reached++;
        return reached;
      },
    },
    cx,
  );
});
