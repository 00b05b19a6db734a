import { defineRule, isInteger, qnn } from '@finnc/ir';
import { notIntegers } from '../shared/lowering.ts';
import { add } from './add.ts';

/** Widest product of an element and its factor that the engine forms, in bits. */
const widest = 60;

const bitsOf = (factor: number): number => Math.abs(factor).toString(2).length + 1;

/** sum → hw.add. */
export const sumToHardware = defineRule({
  name: 'sum-to-add',
  root: qnn.sum,
  rewrite(node, rw) {
    const { a, b } = node.operand;
    const { aFactor, bFactor, outType } = node.attrs;
    const unfit = notIntegers('its first summand', a) ?? notIntegers('its second summand', b);
    if (unfit !== undefined) return rw.skip(unfit);
    if (a.constant || b.constant) return rw.skip('a summand is a constant');
    if (!isInteger(outType)) return rw.skip(`its result is ${outType.name}, not an integer type`);
    const width = Math.max(a.type.elem.bits + bitsOf(aFactor), b.type.elem.bits + bitsOf(bFactor));
    if (width > widest) {
      return rw.skip(
        `its factors ${aFactor} and ${bFactor} make products of ${width} bits; share one quantiser between the branches`,
      );
    }
    return rw.replace(node, { y: rw.create(add, { a, b }, { aFactor, bFactor, outType, pe: 1 }).result.y });
  },
});
