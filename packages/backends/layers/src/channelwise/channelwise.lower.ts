import {
  defineRule,
  fitValues,
  isInteger,
  qnn,
  tensorType,
  type ConstantValue,
  type Rewriter,
  type Rule,
  type ScalarType,
  type Value,
} from '@finnc/ir';
import { notIntegers } from '../shared/lowering.ts';
import { channelsOf } from '../shared/vectors.ts';
import { channelwise } from './channelwise.ts';

/** The layer that computes `factor(c) · x + offset(c)`. */
function layer(
  rw: Rewriter,
  x: Value,
  outType: ScalarType,
  line: { readonly factor: (channel: number) => number; readonly offset: (channel: number) => number },
): Value {
  const constant = (entry: (channel: number) => number): ConstantValue => {
    const data = Float64Array.from({ length: channelsOf(x.type) }, (_, c) => entry(c));
    return rw.constant(tensorType(fitValues(data), [data.length]), data);
  };
  const operands = { x, factors: constant(line.factor), offsets: constant(line.offset) };
  return rw.create(channelwise, operands, { outType, pe: 1 }).result.y;
}

/** flip → hw.channelwise, where streamline could not move the signs into weights or factors before it. */
const flipToHardware = defineRule({
  name: 'flip-to-channelwise',
  root: qnn.flip,
  rewrite(node, rw) {
    const { x, signs } = node.operand;
    const unfit = notIntegers('its input', x);
    if (unfit !== undefined) return rw.skip(unfit);
    if (node.attrs.axis !== x.type.shape.length - 1) return rw.skip('its channels are not last');
    const { data } = signs.constant;
    const line = { factor: (c: number) => data[data.length === 1 ? 0 : c]!, offset: () => 0 };
    return rw.replace(node, { y: layer(rw, x, node.result.y.type.elem, line) });
  },
});

/** offset → hw.channelwise, where neither a product nor thresholds are beside it that could take it. */
const offsetToHardware = defineRule({
  name: 'offset-to-channelwise',
  root: qnn.offset,
  rewrite(node, rw) {
    const { x, offsets } = node.operand;
    const { outType } = node.attrs;
    const unfit = notIntegers('its input', x) ?? notIntegers('its summand', offsets);
    if (unfit !== undefined) return rw.skip(unfit);
    if (!isInteger(outType)) return rw.skip(`its result is ${outType.name}, not an integer type`);
    if (x.producer(qnn.matMul)) return rw.skip('the product before it takes its offsets');
    const reads = [...node.result.y.uses];
    if (reads.some(({ node: reader }) => reader.op.name === qnn.multiThreshold.name))
      return rw.skip('the thresholds behind it take its offsets');
    const line = { factor: () => 1, offset: (c: number) => offsets.constant.data[c]! };
    return rw.replace(node, { y: layer(rw, x, outType, line) });
  },
});

export const channelwiseLowerings: readonly Rule[] = [flipToHardware, offsetToHardware];
