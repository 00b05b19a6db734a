import { atBorder } from '@finnc/ir/hw';
import { tablesAtBorder } from '../shared/border.ts';
import { vvau, vvauSizes } from './vvau.ts';

/** Rows of depthwise weights are taps. */
export const vvauAtBorder = atBorder.for(vvau, (node, border) => {
  const { taps, channels, filters, classes } = vvauSizes(node);
  if (classes > 1 || taps !== border.taps) return undefined;
  return (graph, x) => {
    const { weights } = node.operand;
    const columns = channels * filters;
    const { thresholds, offsets, ...changed } = tablesAtBorder(
      {
        ...node.operand,
        accType: node.attrs.accType,
        weights: weights.constant.data,
        channels: columns,
        tapOf: (entry) => Math.floor(entry / columns),
        channelOf: (entry) => entry % columns,
      },
      border,
    );
    const { name, origin } = node;
    return graph.add(vvau, { x, weights, thresholds, offsets }, { ...node.attrs, ...changed }, { name, origin });
  };
});
