import { qnn } from '@finnc/ir';
import {
  defineImporter,
  qonnxDomains,
  type Handle,
  type ImportContext,
  type OnnxImporter,
} from '../../import/handler.ts';

/**
 * The channel axis of a MultiThreshold: `NCHW`, `NC`, `NHWC` and so on.
 * Without the attribute, versions of qonnx disagree for three axes, so there it is required.
 */
function channelAxis(cx: ImportContext, rank: number): number {
  const layout = cx.string('data_layout', '');
  if (layout === '') {
    if (rank === 3)
      return cx.refuse(
        'has three axes and no data_layout, which versions of qonnx read differently',
        'set data_layout to NCW or NWC',
      );
    return Math.min(1, rank - 1);
  }
  return layout.endsWith('C') ? rank - 1 : Math.min(1, rank - 1);
}

const multiThreshold: Handle = (cx) => {
  const x = cx.input(0);
  const thresholds = cx.constant(cx.constantInput(1, 'matrix of thresholds'));
  return [
    cx.create(
      qnn.multiThreshold,
      { x, thresholds },
      {
        outType: qnn.matMul.attrs.outType.default!,
        outScale: cx.float('out_scale', 1),
        outBias: cx.float('out_bias', 0),
        axis: channelAxis(cx, x.type.shape.length),
      },
    ).result.y,
  ];
};

export const multiThresholdImporters: readonly OnnxImporter[] = defineImporter(
  qonnxDomains,
  'MultiThreshold',
  multiThreshold,
);
