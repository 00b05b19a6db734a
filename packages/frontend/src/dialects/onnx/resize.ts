import { int, normalAxis, qnn, tensor, type Value } from '@finnc/ir';
import { floats } from '../../import/context.ts';
import { defineImporter, type Handle, type ImportContext, type OnnxImporter } from '../../import/handler.ts';
import { swapWithLast } from './select.ts';
import { coordinates, copied, cubic, interpolation, linear, nearest, type ResizedAxis } from './resample.ts';

interface Modes {
  readonly mode: string;
  readonly coordinate: string;
  readonly rounding: string;
}

const remedy = "use nn.Upsample(scale_factor=n, mode='nearest') with a whole n, or a transposed convolution";

/** How often each pixel is repeated in its place, or undefined where the copies are uneven. */
function repeats(indices: readonly number[], { size, out }: ResizedAxis): number | undefined {
  const factor = out / size;
  return Number.isInteger(factor) && indices.every((index, i) => index === Math.floor(i / factor)) ? factor : undefined;
}

/** Copies of pixels: an enlargement where they are repeated evenly over an image, else a selection along each axis. */
function copiedPixels(
  cx: ImportContext,
  x: Value,
  axes: readonly ResizedAxis[],
  { coordinate, rounding }: Modes,
): Value {
  const round = nearest[rounding] ?? cx.refuse(`has the nearest_mode '${rounding}'`, remedy);
  const sources = axes.map((axis) => copied(axis, coordinates[coordinate]!, round));
  const factors = sources.map((indices, i) => repeats(indices, axes[i]!));
  const [images, second, third, last] = factors;
  if (axes.length === 4 && images === 1) {
    if (second === 1 && third !== undefined && last !== undefined)
      return cx.create(qnn.upsample, { x }, { factors: [third, last], layout: 'nchw' }).result.y;
    if (last === 1 && second !== undefined && third !== undefined)
      return cx.create(qnn.upsample, { x }, { factors: [second, third], layout: 'nhwc' }).result.y;
  }
  return sources.reduce<Value>((value, indices, axis) => {
    if (factors[axis] === 1) return value;
    const selected = cx.constant(tensor(int(32), [indices.length], Float64Array.from(indices)));
    return cx.create(qnn.gather, { x: value, indices: selected }, { axis }).result.y;
  }, x);
}

/** Weighted means of pixels: each axis is multiplied by a matrix of weights. */
function interpolated(cx: ImportContext, x: Value, axes: readonly ResizedAxis[], { mode, coordinate }: Modes): Value {
  const kernel = mode === 'linear' ? linear : cubic(cx.float('cubic_coeff_a', -0.75));
  const excludesOutside = cx.int('exclude_outside', 0) !== 0;
  const rank = axes.length;
  return axes.reduce<Value>((value, axis, i) => {
    if (axis.size === axis.out && axis.scale === 1) return value;
    const weights = interpolation(axis, coordinates[coordinate]!, kernel, excludesOutside);
    const perm = swapWithLast(i, rank);
    const turned = (from: Value): Value =>
      i === rank - 1 ? from : cx.create(qnn.transpose, { x: from }, { perm }).result.y;
    const b = cx.constant(floats([axis.size, axis.out], weights));
    return turned(
      cx.create(qnn.matMul, { a: turned(value), b }, { outType: qnn.matMul.attrs.outType.default! }).result.y,
    );
  }, x);
}

function resized(cx: ImportContext, x: Value, axes: readonly ResizedAxis[], modes: Modes): Value {
  if (axes.every(({ size, out, scale }) => size === out && scale === 1)) return x;
  if (modes.coordinate === 'tf_crop_and_resize') return cx.refuse('cuts a region out of the image', 'slice it before');
  if (!coordinates[modes.coordinate])
    return cx.refuse(`has the coordinate_transformation_mode '${modes.coordinate}'`, remedy);
  const isWhole = ({ size, out, scale }: ResizedAxis): boolean => Math.abs(size * scale - out) < 1e-3;
  if (modes.coordinate === 'align_corners' && !axes.every(isWhole)) {
    return cx.refuse(
      'aligns corners by a scale that leaves part of a pixel, which onnxruntime and the standard read differently',
      'give sizes instead of scales',
    );
  }
  if (cx.int('antialias', 0) !== 0) return cx.refuse('smooths the image before it shrinks', 'set antialias=False');
  if (modes.mode === 'nearest') return copiedPixels(cx, x, axes, modes);
  if (modes.mode === 'linear' || modes.mode === 'cubic') return interpolated(cx, x, axes, modes);
  return cx.refuse(`has the mode '${modes.mode}'`, remedy);
}

function byScales(cx: ImportContext, { type: { shape } }: Value, scales: readonly number[]): ResizedAxis[] {
  if (scales.length !== shape.length) return cx.refuse(`has ${scales.length} scales for ${shape.length} axes`);
  return shape.map((size, axis) => ({ size, out: Math.floor(size * scales[axis]!), scale: scales[axis]! }));
}

/** To given sizes; a policy takes the least or the greatest of their scales for all the axes that have one. */
function bySizes(cx: ImportContext, { type: { shape } }: Value, sizes: readonly (number | undefined)[]): ResizedAxis[] {
  if (sizes.length !== shape.length) return cx.refuse(`has ${sizes.length} sizes for ${shape.length} axes`);
  const own = shape.map((size, axis) => (sizes[axis] === undefined ? undefined : sizes[axis] / size));
  const given = own.filter((scale) => scale !== undefined);
  const policy = cx.string('keep_aspect_ratio_policy', 'stretch');
  const common =
    policy === 'stretch'
      ? undefined
      : policy === 'not_larger'
        ? Math.min(...given)
        : policy === 'not_smaller'
          ? Math.max(...given)
          : cx.refuse(`has the keep_aspect_ratio_policy '${policy}'`);
  return shape.map((size, axis) => {
    const scale = own[axis];
    if (scale === undefined) return { size, out: size, scale: 1 };
    if (common === undefined) return { size, out: sizes[axis]!, scale };
    const out = Math.floor(common * size + 0.5);
    return { size, out, scale: common };
  });
}

/** Opset 10: scales are input 1, coordinates are asymmetric and round down. From 11 on: roi, scales, sizes, and modes. */
const resize: Handle = (cx) => {
  const x = cx.input(0);
  const rank = x.type.shape.length;
  const isOld = cx.inputCount === 2;
  const modes: Modes = {
    mode: cx.string('mode', 'nearest'),
    coordinate: isOld ? 'asymmetric' : cx.string('coordinate_transformation_mode', 'half_pixel'),
    rounding: isOld ? 'floor' : cx.string('nearest_mode', 'round_prefer_floor'),
  };
  const axes = cx.has('axes') ? cx.ints('axes').map((axis) => normalAxis(axis, rank)) : undefined;
  const listed = (index: number, name: string): readonly number[] =>
    cx.optional(index) ? [...cx.constantInput(index, name).data] : [];
  const at = (given: readonly number[], axis: number): number | undefined => given[axes ? axes.indexOf(axis) : axis];
  const spread = (given: readonly number[]): readonly (number | undefined)[] =>
    axes ? x.type.shape.map((_, axis) => at(given, axis)) : given;
  const scales = listed(isOld ? 1 : 2, 'list of scales');
  if (scales.length > 0)
    return [
      resized(
        cx,
        x,
        byScales(
          cx,
          x,
          spread(scales).map((scale) => scale ?? 1),
        ),
        modes,
      ),
    ];
  const sizes = listed(3, 'list of sizes');
  if (sizes.length === 0) return cx.refuse('has neither scales nor sizes');
  return [resized(cx, x, bySizes(cx, x, spread(sizes)), modes)];
};

/** The operator before Resize; its pixels repeat from the left, `floor(i / scale)`. */
const upsample: Handle = (cx) => {
  const x = cx.input(0);
  const scales = cx.inputCount > 1 ? [...cx.constantInput(1, 'list of scales').data] : scalesAttribute(cx);
  const modes = { mode: cx.string('mode', 'nearest'), coordinate: 'asymmetric', rounding: 'floor' };
  return [resized(cx, x, byScales(cx, x, scales), modes)];
};

const scalesAttribute = (cx: ImportContext): readonly number[] => {
  const found = cx.node.attributes.get('scales');
  return found?.type === 'floats' ? found.value : cx.refuse('has no scales');
};

export const resizeImporters: readonly OnnxImporter[] = [
  ...defineImporter('', 'Resize', resize),
  ...defineImporter('', 'Upsample', upsample),
];
