import { qnn, type Shape, type Value } from '@finnc/ir';
import {
  defineImporter,
  qonnxDomains,
  type Handle,
  type ImportContext,
  type OnnxImporter,
} from '../../import/handler.ts';
import { asImage, windowOf, type Layout } from './window.ts';

/** Height and width of an image; `kernel_shape` of a pool tells of how many axes its windows are. */
function sizeOfImage(cx: ImportContext, { type: { shape } }: Value, layout: Layout): Shape {
  const axes = cx.ints('kernel_shape').length;
  if (axes !== 1 && axes !== 2) return cx.refuse(`has a window of ${axes} axes; 1 or 2 are supported`);
  const expected = cx.input(0).type.shape.length - 2;
  if (axes !== expected) return cx.refuse(`has a window of ${axes} axes over ${expected}`);
  return layout === 'nchw' ? shape.slice(2) : shape.slice(1, 3);
}

export const maxPool =
  (layout: Layout): Handle =>
  (cx) => {
    if (cx.int('storage_order', 0) !== 0) return cx.refuse('stores columns first');
    const y = asImage(cx, cx.input(0), layout, (x) => {
      const size = sizeOfImage(cx, x, layout);
      const window = windowOf(cx, size);
      // A window that hangs over the edge takes in padding, which never wins.
      const attrs = cx.int('ceil_mode', 0) === 0 ? window : qnn.ceiledWindow(size, window);
      return cx.create(qnn.maxPool, { x }, { ...attrs, layout }).result.y;
    });
    return [y];
  };

const averagePool: Handle = (cx) => {
  const y = asImage(cx, cx.input(0), 'nchw', (x) => {
    const attrs = {
      ...windowOf(cx, sizeOfImage(cx, x, 'nchw')),
      countIncludePad: cx.int('count_include_pad', 0) !== 0,
      ceilMode: cx.int('ceil_mode', 0) !== 0,
      layout: 'nchw' as const,
    };
    return cx.create(qnn.avgPool, { x }, attrs).result.y;
  });
  return [y];
};

export const poolImporters: readonly OnnxImporter[] = [
  ...defineImporter('', 'MaxPool', maxPool('nchw')),
  ...defineImporter('', 'AveragePool', averagePool),
  ...defineImporter(qonnxDomains, 'MaxPoolNHWC', maxPool('nhwc')),
];
