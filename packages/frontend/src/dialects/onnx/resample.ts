/** One axis that is resized: `scale` is the one given, or `out / size`. */
export interface ResizedAxis {
  readonly size: number;
  readonly out: number;
  readonly scale: number;
}

/**
 * Where output pixel `i` lies, in pixels of the input. Doubles meet every tie that decides between pixels exactly,
 * because a tie is a short fraction and a quotient that is one does not round.
 *
 * @see ONNX operator Resize, attribute `coordinate_transformation_mode`
 */
export const coordinates: Readonly<Record<string, (i: number, axis: ResizedAxis) => number>> = {
  asymmetric: (i, { scale }) => i / scale,
  half_pixel: (i, { scale }) => (i + 0.5) / scale - 0.5,
  half_pixel_symmetric: (i, { size, out, scale }) => {
    const centre = size / 2;
    return centre * (1 - out / (scale * size)) + (i + 0.5) / scale - 0.5;
  },
  pytorch_half_pixel: (i, { out, scale }) => (out > 1 ? (i + 0.5) / scale - 0.5 : 0),
  align_corners: (i, { size, out }) => (out > 1 ? (i * (size - 1)) / (out - 1) : 0),
  tf_half_pixel_for_nn: (i, { scale }) => (i + 0.5) / scale,
};

/** The pixel nearest to a coordinate. */
export const nearest: Readonly<Record<string, (at: number) => number>> = {
  floor: Math.floor,
  ceil: Math.ceil,
  round_prefer_floor: (at) => Math.ceil(at - 0.5),
  round_prefer_ceil: (at) => Math.floor(at + 0.5),
};

const inside = (index: number, size: number): number => Math.min(Math.max(index, 0), size - 1);

/** The input pixel that each output pixel copies. */
export const copied = (
  axis: ResizedAxis,
  coordinate: (i: number, axis: ResizedAxis) => number,
  round: (at: number) => number,
): number[] => Array.from({ length: axis.out }, (_, i) => inside(round(coordinate(i, axis)), axis.size));

/** Weights of the pixels around a coordinate, `ratio` behind the one whose weight is at index `before`. */
interface Kernel {
  readonly before: number;
  weights(ratio: number): readonly number[];
}

export const linear: Kernel = { before: 0, weights: (ratio) => [1 - ratio, ratio] };

/** @see R. Keys, Cubic Convolution Interpolation for Digital Image Processing, 1981; `a` is his free parameter */
export function cubic(a: number): Kernel {
  const near = (t: number): number => ((a + 2) * t - (a + 3)) * t * t + 1;
  const far = (t: number): number => ((a * t - 5 * a) * t + 8 * a) * t - 4 * a;
  return { before: 1, weights: (ratio) => [far(1 + ratio), near(ratio), near(1 - ratio), far(2 - ratio)] };
}

/**
 * The matrix [size, out] by which a line of pixels becomes the resized one. Pixels beyond the border repeat it, or count
 * for nothing, the others for more, where they are excluded.
 */
export function interpolation(
  axis: ResizedAxis,
  coordinate: (i: number, axis: ResizedAxis) => number,
  kernel: Kernel,
  excludesOutside: boolean,
): Float32Array {
  const { size, out } = axis;
  const matrix = new Float64Array(size * out);
  for (let i = 0; i < out; i++) {
    const at = coordinate(i, axis);
    const first = Math.floor(at) - kernel.before;
    const weights = kernel.weights(at - Math.floor(at));
    const counted = weights.map((weight, k) => (excludesOutside && inside(first + k, size) !== first + k ? 0 : weight));
    const total = counted.reduce((sum, weight) => sum + weight, 0);
    counted.forEach((weight, k) => (matrix[inside(first + k, size) * out + i]! += weight / total));
  }
  return Float32Array.from(matrix);
}
