import {
  applyRules,
  definePass,
  defineRule,
  fitInt,
  fitValues,
  int,
  isInteger,
  option,
  qnn,
  tensorType,
  type Rule,
  type ScalarType,
  type Tensor,
} from 'finnc/plugin';
import { diagnostics } from './diagnostics.ts';
import { columnRanges, constantCount, type Range } from './range.ts';

export interface Dropped {
  readonly dropped: number;
  readonly neurons: number;
  /** Constant neurons that stay. */
  readonly kept: number;
}

/**
 * w₂ · thresholds(w₁ · x), where some rows of the thresholds give a constant c → w₂′ · thresholds′(w₁′ · x) + o without
 * those rows, o = w₂ · c over them. All on integers, so nothing is rounded.
 *
 * Rooted at the second product, whose result keeps its shape; what lies between gets narrower.
 *
 * @param multipleOf  so many neurons, or a multiple, stay: PE and SIMD divide them, and 61 has no divisor to fold by
 */
export const dropConstantNeurons = (multipleOf: number, onDrop: (found: Dropped) => void = () => undefined): Rule =>
  defineRule({
    name: 'drop-constant-neurons',
    root: qnn.matMul,
    rewrite(second, rw) {
      const activation = second.operand.a.producer(qnn.multiThreshold);
      const first = activation?.operand.x.producer(qnn.matMul);
      const [w1, w2] = [first?.operand.b.constant, second.operand.b.constant];
      if (!activation || !first || !w1 || !w2) return undefined;
      const { a: input } = first.operand;
      if (!isInteger(input.type.elem)) return rw.skip('the input of the first product is not an integer');
      if (second.operand.a.uses.size > 1 || activation.operand.x.uses.size > 1)
        return rw.skip('others read the neurons, too');
      if (activation.attrs.axis !== activation.operand.x.type.shape.length - 1)
        return rw.skip('the neurons are not the last axis');

      const { type, data: thresholds } = activation.operand.thresholds.constant;
      const [rows = 1, steps = 0] = type.shape;
      const ranges = columnRanges(w1, input.type.elem);
      const { outType, outScale, outBias } = activation.attrs;
      const constants = ranges.map((range, neuron) => {
        const row = rows === 1 ? 0 : neuron;
        const count = constantCount(thresholds.subarray(row * steps, (row + 1) * steps), range);
        return count === undefined ? undefined : outScale * count + outBias;
      });
      const found = constants.filter((value) => value !== undefined).length;
      if (found === 0) return rw.skip('every neuron can change');
      const neurons = constants.length;
      const left = Math.max(1, Math.ceil((neurons - found) / multipleOf)) * multipleOf;
      const dropped = Math.max(0, neurons - left);
      if (dropped === 0) return rw.skip(`${multipleOf} does not divide fewer neurons`);

      const gone = new Set(
        constants.flatMap((value, neuron) => (value === undefined ? [] : [neuron])).slice(0, dropped),
      );
      const stays = constants.map((_, neuron) => neuron).filter((neuron) => !gone.has(neuron));
      const offsets = constantPart(w2, constants, gone);
      const [nextWeights, ownWeights] = [pickRows(w2, stays), pickColumns(w1, stays)];
      const ownThresholds =
        rows === 1 ? activation.operand.thresholds.constant : pickRows(activation.operand.thresholds.constant, stays);

      const accumulators = rw.create(
        qnn.matMul,
        { a: input, b: rw.constant(ownWeights.type, ownWeights.data) },
        { outType: first.attrs.outType },
      ).result.y;
      const codes = rw.create(
        qnn.multiThreshold,
        { x: accumulators, thresholds: rw.constant(ownThresholds.type, ownThresholds.data) },
        activation.attrs,
      ).result.y;
      const product = rw.create(
        qnn.matMul,
        { a: codes, b: rw.constant(nextWeights.type, nextWeights.data) },
        { outType: holding(columnRanges(nextWeights, outType)) },
      ).result.y;
      const sum = rw.create(
        qnn.offset,
        { x: product, offsets: rw.constant(tensorType(fitValues(offsets), [offsets.length]), offsets) },
        { outType: second.attrs.outType },
      ).result.y;
      onDrop({ dropped, neurons, kept: found - dropped });
      return rw.replace(second, {
        y: offsets.every((offset) => offset === 0) && product.type.elem === sum.type.elem ? product : sum,
      });
    },
  });

export const dropConstantNeuronsPass = definePass({
  name: 'drop-constant-neurons',
  summary: 'Drop neurons whose activation never changes; the next layer takes their constant.',
  needs: 'integer',
  options: { multipleOf: option.numberOr(1, { describe: 'keep a multiple of so many neurons', unit: 'neurons' }) },
  run(graph, { multipleOf }, cx) {
    const rule = dropConstantNeurons(multipleOf, (found) => cx.report(diagnostics.dropped(found)));
    applyRules(graph, [rule], cx, cx.onRewrite ? { onEvent: cx.onRewrite } : {});
  },
});

/** What the neurons that go add to each column of the next product. */
function constantPart(w2: Tensor, constants: readonly (number | undefined)[], gone: ReadonlySet<number>): Int32Array {
  const [, columns = 0] = w2.type.shape;
  const sums = new Int32Array(columns);
  for (const neuron of gone) {
    for (let column = 0; column < columns; column++) {
      sums[column] = (sums[column] ?? 0) + (constants[neuron] ?? 0) * (w2.data[neuron * columns + column] ?? 0);
    }
  }
  return sums;
}

function pickRows({ type, data }: Tensor, rows: readonly number[]): Tensor {
  const [, columns = 0] = type.shape;
  const picked = rows.flatMap((row) => Array.from(data.subarray(row * columns, (row + 1) * columns)));
  return { type: tensorType(type.elem, [rows.length, columns]), data: Int32Array.from(picked) };
}

function pickColumns({ type, data }: Tensor, columns: readonly number[]): Tensor {
  const [rows = 0, width = 0] = type.shape;
  const picked = Int32Array.from({ length: rows * columns.length }, (_, i) => {
    const row = Math.floor(i / columns.length);
    return data[row * width + (columns[i % columns.length] ?? 0)] ?? 0;
  });
  return { type: tensorType(type.elem, [rows, columns.length]), data: picked };
}

/** A type that holds all of the ranges; `narrow` finds the tightest one. */
function holding(ranges: readonly Range[]): ScalarType {
  const fit = fitInt(Math.min(0, ...ranges.map(({ low }) => low)), Math.max(0, ...ranges.map(({ high }) => high)));
  return fit.bits < 32 ? int(32) : fit;
}
