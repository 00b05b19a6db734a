import { atBorder } from '@finnc/ir/hw';
import { tablesAtBorder } from '../shared/border.ts';
import { mvau, mvauSizes } from './mvau.ts';

/** Columns of a matrix-vector unit after windows are taps by channels, channels fastest. */
export const mvauAtBorder = atBorder.for(mvau, (node, border) => {
  const { mh, mw, classes } = mvauSizes(node);
  if (classes > 1 || mw % border.taps !== 0) return undefined;
  return (graph, x) => {
    const { weights } = node.operand;
    const { thresholds, offsets, ...changed } = tablesAtBorder(
      {
        ...node.operand,
        accType: node.attrs.accType,
        weights: weights.constant.data,
        channels: mh,
        tapOf: (entry) => Math.floor(((entry % mw) * border.taps) / mw),
        channelOf: (entry) => Math.floor(entry / mw),
      },
      border,
    );
    const { name, origin } = node;
    return graph.add(mvau, { x, weights, thresholds, offsets }, { ...node.attrs, ...changed }, { name, origin });
  };
});
