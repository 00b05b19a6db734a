import { qnn, type Value } from '@finnc/ir';
import { floats } from '../../import/context.ts';
import {
  defineImporter,
  qonnxDomains,
  type Handle,
  type ImportContext,
  type OnnxImporter,
} from '../../import/handler.ts';

const affine = (cx: ImportContext, x: Value, factor: number, offset: number): Value => {
  const product = cx.create(qnn.mul, { a: x, b: cx.constant(floats([], [factor])) }, {}).result.y;
  return cx.create(qnn.add, { a: product, b: cx.constant(floats([], [offset])) }, {}).result.y;
};

/** Number of equal bits of {0, 1} vectors: (Σ (2a − 1)(2b − 1) + depth) / 2. */
const xnorPopcountMatMul: Handle = (cx) => {
  const [a, b] = [cx.input(0), cx.constantInput(1, 'weight matrix')];
  if (b.data.some((bit) => bit !== 0 && bit !== 1)) return cx.refuse('has weights other than 0 and 1');
  const signs = cx.constant(
    floats(
      b.type.shape,
      Float32Array.from(b.data, (bit) => 2 * bit - 1),
    ),
  );
  const depth = b.type.shape[0] ?? 1;
  const product = cx.create(
    qnn.matMul,
    { a: affine(cx, a, 2, -1), b: signs },
    { outType: qnn.matMul.attrs.outType.default! },
  ).result.y;
  return [affine(cx, product, 0.5, depth / 2)];
};

const im2col: Handle = (cx) => {
  const x = cx.input(0);
  if (x.type.shape.length !== 4) return cx.refuse('is not given an NHWC image');
  if (cx.float('pad_value', 0) !== 0) return cx.refuse('pads with a value other than 0');
  const pair = (name: string, fallback: number): readonly number[] => {
    const values =
      cx.has(name) && cx.node.attributes.get(name)?.type === 'int'
        ? [cx.int(name)]
        : cx.ints(name, [fallback, fallback]);
    return values.length === 1 ? [values[0]!, values[0]!] : values;
  };
  return [
    cx.create(
      qnn.im2col,
      { x },
      {
        kernel: pair('kernel_size', 1),
        strides: pair('stride', 1),
        dilations: pair('dilations', 1),
        pads: cx.ints('pad_amount', [0, 0, 0, 0]),
      },
    ).result.y,
  ];
};

export const loweredImporters: readonly OnnxImporter[] = [
  ...defineImporter(qonnxDomains, 'XnorPopcountMatMul', xnorPopcountMatMul),
  ...defineImporter(qonnxDomains, 'Im2Col', im2col),
];
