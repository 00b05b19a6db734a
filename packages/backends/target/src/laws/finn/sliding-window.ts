import { divideExactly } from '../exact.ts';

/** A two-dimensional sliding window; pairs are height, width. */
export interface SlidingWindowShape {
  readonly channels: number;
  readonly kernel: readonly [number, number];
  readonly input: readonly [number, number];
  readonly output: readonly [number, number];
  readonly stride?: readonly [number, number];
  readonly dilation?: readonly [number, number];
  readonly simd: number;
  readonly depthwise?: boolean;
  /** The whole window at once instead of one `simd` slice a cycle; 1×1 kernels are always so in RTL. */
  readonly parallelWindow?: boolean;
}

/** Pairs resolved and the fold checked. `fold` is `channels / simd`. */
function normalise(shape: SlidingWindowShape): {
  kh: number;
  kw: number;
  h: number;
  w: number;
  oh: number;
  ow: number;
  sh: number;
  sw: number;
  dh: number;
  dw: number;
  fold: number;
} {
  const [kh, kw] = shape.kernel;
  const [h, w] = shape.input;
  const [oh, ow] = shape.output;
  const [sh, sw] = shape.stride ?? [1, 1];
  const [dh, dw] = shape.dilation ?? [1, 1];
  return {
    kh,
    kw,
    h,
    w,
    oh,
    ow,
    sh,
    sw,
    dh,
    dw,
    fold: divideExactly(shape.channels, shape.simd, 'SIMD', 'IFMChannels'),
  };
}

/** True where FINN's RTL takes the template that gives out a whole window a cycle. */
export function finnIsParallelWindow({ kernel, parallelWindow = false }: SlidingWindowShape): boolean {
  return parallelWindow || (kernel[0] === 1 && kernel[1] === 1);
}

/** Words the RTL window must hold before the first window is complete. */
function fillWords(shape: SlidingWindowShape): number {
  const { kh, kw, w, dh, dw, fold } = normalise(shape);
  return ((kh - 1) * dh * w + (kw - 1) * dw + 1) * fold;
}

/**
 * Cycles one frame occupies FINN's RTL sliding window, fill included.
 *
 * A one-dimensional input (height or width 1) is normalised to a row first. FINN's model has no padding: a padding
 * layer comes before it.
 *
 * @throws RangeError if `simd` does not divide `channels`
 * @see FINN `rtl/convolutioninputgenerator_rtl.py`, `get_exp_cycles`
 */
export function finnSlidingWindowRtlCycles(shape: SlidingWindowShape): number {
  const { kh, kw, h, w, oh, ow, sh, sw, fold } = normalise(shape);
  if (finnIsParallelWindow(shape)) return h * w * fold + 2;
  if (h === 1 || w === 1) {
    const taps = kh * kw;
    const stride = w === 1 ? sh : sw;
    const extra = shape.depthwise === true ? fold * (taps - 1) * (stride - 1) - (taps - 1) : 0;
    return oh * ow * taps * fold + extra + 2;
  }
  const row = Math.max(ow * kw * kh * fold, sw * w * fold);
  if (shape.depthwise !== true) return fillWords(shape) + oh * row;
  return fillWords(shape) + oh * (row + ow * (sw - 1) * (fold - 1)) + (sh - 1) * w * fold;
}

/**
 * Cycles one frame occupies FINN's HLS sliding window in two dimensions.
 *
 * @throws RangeError if `simd` does not divide `channels`
 * @see FINN `hls/convolutioninputgenerator_hls.py`, `get_exp_cycles`
 */
export function finnSlidingWindowHlsCycles(shape: SlidingWindowShape): number {
  const { kh, kw, w, oh, ow, sw, dh, fold } = normalise(shape);
  return w * kh * dh * fold + oh * Math.max(ow * kw * kh * fold, sw * w * fold);
}

/**
 * Words of the RTL window's circular buffer, each `simd` elements wide.
 *
 * @see FINN `rtl/convolutioninputgenerator_rtl.py`, `get_buffer_depth`
 */
export function finnSlidingWindowBufferDepth(shape: SlidingWindowShape): number {
  const { kh, kw, w, sh, sw, dh, dw, fold } = normalise(shape);
  if (finnIsParallelWindow(shape)) return ((kh - 1) * dh * w + (kw - 1) * dw) * fold + 2;
  const wider = Math.max(0, (sw - 1 - kh * kw) * fold);
  const taller = Math.max(0, ((sh - 1) * w - kh * kw) * fold);
  return fillWords(shape) + wider + taller;
}
