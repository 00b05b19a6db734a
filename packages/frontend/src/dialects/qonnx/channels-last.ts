import { qnn, type Value } from '@finnc/ir';
import { defineImporter, type Handle, type ImportContext, type OnnxImporter } from '../../import/handler.ts';
import { batchNormalizationAlong } from '../onnx/elementwise.ts';
import { conv } from '../onnx/conv.ts';
import { maxPool } from '../onnx/pool.ts';

const domain = 'qonnx.custom_op.channels_last';

/** Channels behind all other axes, or second. */
const toLast = (rank: number): number[] => [0, ...Array.from({ length: rank - 2 }, (_, i) => i + 2), 1];
const toSecond = (rank: number): number[] => [0, rank - 1, ...Array.from({ length: rank - 2 }, (_, i) => i + 1)];

/** ONNX's operator between transpositions, which meet those of its neighbours and cancel; weights are turned like x. */
const turned =
  (handle: Handle): Handle =>
  (cx) => {
    const { length: rank } = cx.input(0).type.shape;
    if (rank < 3) return cx.refuse('has no axes between batch and channels');
    const second = (index: number): Value =>
      cx.create(qnn.transpose, { x: cx.input(index) }, { perm: toSecond(rank) }).result.y;
    const [x, weights] = [second(0), second(1)];
    const seen: ImportContext = {
      ...cx,
      input: (index) => (index === 0 ? x : index === 1 ? weights : cx.input(index)),
    };
    return handle(seen).map(
      (y: Value | undefined) => y && cx.create(qnn.transpose, { x: y }, { perm: toLast(rank) }).result.y,
    );
  };

/** qonnx's operators on images with channels last: attributes as in ONNX; weights of Conv are [filters, kh, kw, channels]. */
export const channelsLastImporters: readonly OnnxImporter[] = [
  ...defineImporter(domain, 'Conv', turned(conv)),
  ...defineImporter(domain, 'MaxPool', maxPool('nhwc')),
  ...defineImporter(domain, 'BatchNormalization', batchNormalizationAlong('last')),
];
