import { constantValue, defineRule, qnn } from '@finnc/ir';
import { integerActivation } from './integer-activation.ts';
import { thresholding } from './thresholding.ts';

/**
 * multi_threshold → hw.thresholding, with an offset before it taken into the thresholds.
 *
 * Tried after the rule that makes the activation part of a matrix-vector unit.
 */
export const multiThresholdToThresholding = defineRule({
  name: 'multi-threshold-to-thresholding',
  root: qnn.multiThreshold,
  rewrite(node, rw) {
    const activation = integerActivation(node);
    if ('unfit' in activation) return rw.skip(activation.unfit);
    const { source: x, thresholds, outBias } = activation;
    const { outType } = node.attrs;
    const layer = rw.create(thresholding, { x, thresholds: constantValue(thresholds) }, { outType, outBias, pe: 1 });
    return rw.replace(node, { y: layer.result.y });
  },
});
