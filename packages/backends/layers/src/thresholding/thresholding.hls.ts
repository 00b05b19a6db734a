import { elementType, hls } from '@finnc/backend-hls';
import { thresholdPolicy } from '../shared/activation.hls.ts';
import { thresholding, thresholdingSizes } from './thresholding.ts';

export const thresholdingHls = hls.for(thresholding, (node, { name }) => {
  const { channels, pe, vectors } = thresholdingSizes(node);
  const { x, thresholds } = node.operand;
  const { outType, outBias } = node.attrs;
  const policy = thresholdPolicy(`${name}_activation`, thresholds.constant, x.type.elem, outType, outBias, {
    pe,
    channels,
  });
  return {
    headers: ['finnc/thresholding.hpp'],
    tables: [policy.table],
    callee: `finnc::thresholding<${[channels, pe, vectors].join(', ')}, ${elementType(x.type.elem)} >`,
    constants: [policy.table.name],
    pragmas: policy.pragmas,
  };
});
