import {
  attr,
  defineOp,
  fitInt,
  isInteger,
  operand,
  qnn,
  showType,
  tensorType,
  type Node,
  type Tensor,
  type TensorType,
} from '@finnc/ir';
import { divideExactly } from '@finnc/target/exact';
import { channelsOf, vectorsOf } from '../shared/vectors.ts';

/**
 * Indices of the k greatest scores, greatest first; of equal ones the lowest index comes first.
 *
 * x `[..., L]` of integers to y `[..., k]`, indices in the narrowest unsigned type that holds L − 1.
 * `pe` scores are looked at each cycle; it must divide L.
 */
export const labelSelect = defineOp({
  name: 'hw.label_select',
  summary: 'Indices of the k greatest scores.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: { k: attr.int({ min: 1 }), pe: attr.int({ min: 1, default: 1 }) },
  infer({ x }, { k, pe }) {
    if (!isInteger(x.type.elem)) throw new RangeError(`labels from scores ${showType(x.type)}`);
    const labels = channelsOf(x.type);
    if (k > labels) throw new RangeError(`the ${k} greatest of ${labels}`);
    divideExactly(labels, pe, 'PE', 'Labels');
    return { y: indicesType(x.type, k) };
  },
  evaluate({ x }, { k }, cx): { y: Tensor } {
    const found = qnn.topK.evaluate({ x } as never, { k } as never, cx);
    return { y: { type: indicesType(x.type, k), data: found['indices']!.data } };
  },
});

const indicesType = (x: TensorType, k: number): TensorType =>
  tensorType(fitInt(0, Math.max(channelsOf(x) - 1, 1)), [...x.shape.slice(0, -1), k]);

/** Sizes of a label select; `vectors` are the sets of scores in a frame. */
export interface LabelSelectSizes {
  readonly labels: number;
  readonly k: number;
  readonly pe: number;
  readonly vectors: number;
}

export const labelSelectSizes = ({ operand, attrs }: Node<typeof labelSelect>): LabelSelectSizes => ({
  labels: channelsOf(operand.x.type),
  k: attrs.k,
  pe: attrs.pe,
  vectors: vectorsOf(operand.x.type),
});
