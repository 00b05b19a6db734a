import { qnn, type Shape } from '@finnc/ir';
import { defineImporter, type Handle, type OnnxImporter } from '../../import/handler.ts';
import { windowOf, type ImportedWindow } from './window.ts';

/** With ceil_mode the last window may hang over the edge: more padding at the end says the same of a maximum. */
function withCeiling(size: Shape, window: ImportedWindow): ImportedWindow {
  const pads = [...window.pads];
  for (const axis of [0, 1]) {
    const reach = window.dilations[axis]! * (window.kernel[axis]! - 1) + 1;
    const padded = size[axis]! + window.pads[axis]! + window.pads[axis + 2]!;
    const stride = window.strides[axis]!;
    let windows = Math.ceil((padded - reach) / stride) + 1;
    // A window that would start in the end padding is dropped.
    if ((windows - 1) * stride >= size[axis]! + window.pads[axis]!) windows--;
    pads[axis + 2] = Math.max(pads[axis + 2]!, (windows - 1) * stride + reach - size[axis]! - window.pads[axis]!);
  }
  return { ...window, pads };
}

const pool =
  (layout: 'nchw' | 'nhwc'): Handle =>
  (cx) => {
    const x = cx.input(0);
    if (x.type.shape.length !== 4)
      return cx.refuse(`pools a tensor of ${x.type.shape.length} axes; only 2-D images are supported yet`);
    if (cx.int('storage_order', 0) !== 0) return cx.refuse('stores columns first');
    const size = layout === 'nchw' ? x.type.shape.slice(2) : x.type.shape.slice(1, 3);
    const window = windowOf(cx, size);
    const attrs = cx.int('ceil_mode', 0) === 0 ? window : withCeiling(size, window);
    return [cx.create(qnn.maxPool, { x }, { ...attrs, layout }).result.y];
  };

export const poolImporters: readonly OnnxImporter[] = [
  ...defineImporter('', 'MaxPool', pool('nchw')),
  ...defineImporter(['qonnx.custom_op.general', 'finn.custom_op.general'], 'MaxPoolNHWC', pool('nhwc')),
];
