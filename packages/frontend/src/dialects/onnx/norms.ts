import { normalAxis, qnn } from '@finnc/ir';
import { defineImporter, type Handle, type OnnxImporter } from '../../import/handler.ts';
import { axesOf, reshaped } from './shape.ts';

/** Reductions that no pool can do, over any axes; without axes over all, or none where so asked. */
const reduced =
  (name: qnn.Reduction): Handle =>
  (cx) => {
    const x = cx.input(0);
    const { shape } = x.type;
    if (cx.wraps(0) && name !== 'min')
      return cx.refuse('computes on integers, which wrap around', 'cast the integers to float32 before');
    const given = axesOf(cx) ?? [];
    if (given.length === 0 && cx.int('noop_with_empty_axes', 0) !== 0) return [x];
    const axes = given.length === 0 ? [...shape.keys()] : given.map((axis) => normalAxis(axis, shape.length));
    const y = cx.fold(qnn.reduce, { x }, { function: name, axes }).y;
    if (cx.int('keepdims', 1) !== 0) return [y];
    return [
      reshaped(
        cx,
        y,
        shape.filter((_, axis) => !axes.includes(axis)),
      ),
    ];
  };

export const normImporters: readonly OnnxImporter[] = [
  ...defineImporter('', 'ReduceL1', reduced('l1')),
  ...defineImporter('', 'ReduceL2', reduced('l2')),
  ...defineImporter('', 'ReduceLogSum', reduced('log_sum')),
  ...defineImporter('', 'ReduceLogSumExp', reduced('log_sum_exp')),
  ...defineImporter('', 'ReduceMin', reduced('min')),
  ...defineImporter('', 'ReduceProd', reduced('prod')),
  ...defineImporter('', 'ReduceSumSquare', reduced('sum_square')),
];
