import { defineRule, qnn, type Rule } from '@finnc/ir';

/**
 * quant(max(x, 0)) = quant(x) for an unsigned quantiser without zero point: both clip negative values to code 0.
 * So QuantReLU costs nothing.
 */
const beforeQuant = defineRule({
  name: 'drop-relu-before-unsigned-quant',
  root: qnn.quant,
  rewrite(node, rw) {
    const { x, scale, zeroPoint } = node.operand;
    const rectifier = x.producer(qnn.relu);
    if (!rectifier) return undefined;
    if (node.attrs.signed) return rw.skip('the quantiser is signed, so it keeps negative values');
    if (!scale.constant.data.every((s) => s > 0)) return rw.skip('a scale is negative');
    if (!zeroPoint.constant.data.every((z) => z === 0)) return rw.skip('the quantiser has a zero point');
    const operands = { x: rectifier.operand.x, scale, zeroPoint };
    return rw.replace(node, { y: rw.create(qnn.quant, operands, node.attrs).result.y });
  },
});

/** A count of positive thresholds does not tell a negative value from 0. */
const beforeThresholds = defineRule({
  name: 'drop-relu-before-positive-thresholds',
  root: qnn.multiThreshold,
  rewrite(node, rw) {
    const { x, thresholds } = node.operand;
    const rectifier = x.producer(qnn.relu);
    if (!rectifier) return undefined;
    if (!thresholds.constant.data.every((t) => t > 0)) return rw.skip('a threshold is not positive');
    const operands = { x: rectifier.operand.x, thresholds };
    return rw.replace(node, { y: rw.create(qnn.multiThreshold, operands, node.attrs).result.y });
  },
});

export const dropReluRules: readonly Rule[] = [beforeQuant, beforeThresholds];
