import { qnn, type Value } from '@finnc/ir';
import { defineImporter, type Handle, type ImportContext, type OnnxImporter } from '../../import/handler.ts';

/** An exact fraction `over / under`, under > 0: coordinates in doubles would round next to the ties that decide. */
type Coordinate = readonly [over: number, under: number];

/**
 * Where output pixel `i` of `out` reads, in pixels of an input of `size`, for out = factor · size.
 *
 * @see ONNX operator Resize, attribute `coordinate_transformation_mode`
 */
const coordinates: Readonly<Record<string, (i: number, size: number, out: number) => Coordinate>> = {
  asymmetric: (i, size, out) => [i * size, out],
  half_pixel: (i, size, out) => [(2 * i + 1) * size - out, 2 * out],
  // For whole factors the correction of half_pixel_symmetric is 0.
  half_pixel_symmetric: (i, size, out) => [(2 * i + 1) * size - out, 2 * out],
  pytorch_half_pixel: (i, size, out) => (out > 1 ? [(2 * i + 1) * size - out, 2 * out] : [0, 1]),
  align_corners: (i, size, out) => (out > 1 ? [i * (size - 1), out - 1] : [0, 1]),
  tf_half_pixel_for_nn: (i, size, out) => [(2 * i + 1) * size, 2 * out],
};

/** The pixel nearest to a coordinate. */
const nearest: Readonly<Record<string, (at: Coordinate) => number>> = {
  floor: ([over, under]) => Math.floor(over / under),
  ceil: ([over, under]) => Math.ceil(over / under),
  round_prefer_floor: ([over, under]) => Math.ceil((2 * over - under) / (2 * under)),
  round_prefer_ceil: ([over, under]) => Math.floor((2 * over + under) / (2 * under)),
};

/** The first output pixel along an axis that does not repeat input pixel `floor(i / factor)`, or undefined. */
function stray(
  cx: ImportContext,
  size: number,
  factor: number,
  coordinate: string,
  rounding: string,
): number | undefined {
  const at = coordinates[coordinate];
  const round = nearest[rounding];
  if (!at) return cx.refuse(`has the coordinate_transformation_mode '${coordinate}'`, remedy);
  if (!round) return cx.refuse(`has the nearest_mode '${rounding}'`, remedy);
  const out = size * factor;
  for (let i = 0; i < out; i++) {
    const read = Math.min(Math.max(round(at(i, size, out)), 0), size - 1);
    if (read !== Math.floor(i / factor)) return i;
  }
  return undefined;
}

const remedy = "use nn.Upsample(scale_factor=n, mode='nearest') with a whole n, or a transposed convolution";

/** Size of each axis of the result. */
function enlarged(cx: ImportContext, x: Value, scales: readonly number[]): number[] {
  const { shape } = x.type;
  if (scales.length !== shape.length) return cx.refuse(`has ${scales.length} scales for ${shape.length} axes`);
  return shape.map((size, axis) => Math.floor(size * scales[axis]!));
}

/** Nearest-neighbour enlargement of an image by whole factors, if that is what the sizes and modes say. */
function upsampled(cx: ImportContext, x: Value, sizes: readonly number[], modes: readonly [string, string]): Value {
  const { shape } = x.type;
  const mode = cx.string('mode', 'nearest');
  if (sizes.every((size, axis) => size === shape[axis])) return x;
  if (mode !== 'nearest') {
    return cx.refuse(`interpolates (mode '${mode}'), which mixes pixels with weights that are not quantised`, remedy);
  }
  if (shape.length !== 4) return cx.refuse(`enlarges a tensor of ${shape.length} axes, not an image`);
  const factors = sizes.map((size, axis) => size / shape[axis]!);
  if (!factors.every((factor) => Number.isInteger(factor) && factor >= 1)) {
    return cx.refuse(`resizes [${shape.join(', ')}] to [${sizes.join(', ')}], which is no whole factor`, remedy);
  }
  factors.forEach((factor, axis) => {
    const at = stray(cx, shape[axis]!, factor, ...modes);
    if (at === undefined) return;
    cx.refuse(
      `repeats pixels unevenly: with coordinates '${modes[0]}' and rounding '${modes[1]}', pixel ${at} of axis ${axis} is not one of the ${factor} copies of pixel ${Math.floor(at / factor)}`,
      remedy,
    );
  });
  const [images = 1, second = 1, third = 1, last = 1] = factors;
  if (images === 1 && second === 1)
    return cx.create(qnn.upsample, { x }, { factors: [third, last], layout: 'nchw' }).result.y;
  if (images === 1 && last === 1)
    return cx.create(qnn.upsample, { x }, { factors: [second, third], layout: 'nhwc' }).result.y;
  return cx.refuse(`enlarges images and channels by [${factors.join(', ')}]; only height and width can be enlarged`);
}

/** Opset 10: scales are input 1, coordinates are asymmetric and round down. From 11 on: roi, scales, sizes, and modes. */
const resize: Handle = (cx) => {
  const x = cx.input(0);
  const isOld = cx.inputCount === 2;
  const modes: readonly [string, string] = isOld
    ? ['asymmetric', 'floor']
    : [cx.string('coordinate_transformation_mode', 'half_pixel'), cx.string('nearest_mode', 'round_prefer_floor')];
  const axes = cx.has('axes')
    ? cx.ints('axes').map((axis) => (axis < 0 ? axis + x.type.shape.length : axis))
    : undefined;
  const spread = (given: readonly number[], others: readonly number[]): readonly number[] =>
    axes ? others.map((other, axis) => (axes.includes(axis) ? given[axes.indexOf(axis)]! : other)) : given;
  const listed = (index: number, name: string): readonly number[] =>
    cx.optional(index) ? [...cx.constantInput(index, name).data] : [];
  const scales = listed(isOld ? 1 : 2, 'list of scales');
  const sizes = listed(3, 'list of sizes');
  if (scales.length > 0) {
    const each = spread(
      scales,
      x.type.shape.map(() => 1),
    );
    return [upsampled(cx, x, enlarged(cx, x, each), modes)];
  }
  if (sizes.length === 0) return cx.refuse('has neither scales nor sizes');
  if (cx.string('keep_aspect_ratio_policy', 'stretch') !== 'stretch')
    return cx.refuse('keeps the aspect ratio, so that its size is not the one it names', remedy);
  return [upsampled(cx, x, spread(sizes, x.type.shape), modes)];
};

/** The operator before Resize; its pixels repeat from the left, `floor(i / scale)`. */
const upsample: Handle = (cx) => {
  const x = cx.input(0);
  const scales = cx.inputCount > 1 ? [...cx.constantInput(1, 'list of scales').data] : scalesAttribute(cx);
  return [upsampled(cx, x, enlarged(cx, x, scales), ['asymmetric', 'floor'])];
};

const scalesAttribute = (cx: ImportContext): readonly number[] => {
  const found = cx.node.attributes.get('scales');
  return found?.type === 'floats' ? found.value : cx.refuse('has no scales');
};

export const resizeImporters: readonly OnnxImporter[] = [
  ...defineImporter('', 'Resize', resize),
  ...defineImporter('', 'Upsample', upsample),
];
