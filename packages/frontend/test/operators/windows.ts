import { float, floats, int64s, op } from '../../src/import/small-model.test.helper.ts';
import type { Attributes, Case, Draw } from './drawn.ts';

/** Attributes of a window over one or two axes that fits its image. */
function window(
  draw: Draw,
  axes: number,
  withDilation = true,
): { size: number[]; kernel: number[]; attributes: Exclude<Attributes, undefined> } {
  const each = (of: () => number): number[] => Array.from({ length: axes }, of);
  const kernel = each(() => draw.int(1, 3));
  const padded = draw.of('NOTSET', 'NOTSET', 'VALID', 'SAME_UPPER', 'SAME_LOWER');
  // There onnxruntime leaves the dilation out of the padding, and wants windows that meet.
  const isSame = padded.startsWith('SAME');
  const dilations = each(() => (withDilation && !isSame ? draw.int(1, 2) : 1));
  const strides = kernel.map((k) => draw.int(1, isSame ? k : 3));
  const pads = Array.from({ length: 2 * axes }, (_, i) => draw.int(0, kernel[i % axes]! - 1));
  const size = kernel.map((k, axis) => dilations[axis]! * (k - 1) + 1 + draw.int(0, 4));
  const explicit = padded === 'NOTSET' ? { pads } : {};
  return { size, kernel, attributes: { kernel_shape: kernel, strides, dilations, auto_pad: padded, ...explicit } };
}

const pool =
  (opType: string, extra: (draw: Draw) => Attributes, opset: number): Case =>
  (draw) => {
    const { size, attributes } = window(draw, draw.int(1, 2), opset >= 19 || opType === 'MaxPool');
    const { dilations, ...others } = attributes;
    const dilated = opset >= 19 || opType === 'MaxPool' ? { dilations: dilations! } : {};
    return {
      inputs: { x: [draw.int(1, 2), draw.int(1, 3), ...size] },
      nodes: [op(opType, 'x', 'y', { ...others, ...dilated, ...extra(draw) })],
      opset,
    };
  };
const ceil = (draw: Draw): { ceil_mode: number } => ({ ceil_mode: draw.int(0, 1) });

export const windows: Readonly<Record<string, Case>> = {
  Conv: (draw) => {
    const { size, kernel, attributes } = window(draw, draw.int(1, 2));
    const [group, inner, outer] = [draw.int(1, 3), draw.int(1, 2), draw.int(1, 2)];
    return {
      inputs: { x: [draw.int(1, 2), group * inner, ...size] },
      constants: { w: draw.tensor([group * outer, inner, ...kernel]), b: draw.tensor([group * outer]) },
      nodes: [op('Conv', draw.of('x w', 'x w b'), 'y', { ...attributes, group })],
    };
  },
  ConvTranspose: (draw) => {
    const axes = draw.int(1, 2);
    const [group, inner, outer] = [draw.int(1, 2), draw.int(1, 2), draw.int(1, 2)];
    const each = (of: () => number): number[] => Array.from({ length: axes }, of);
    const [kernel, strides] = [each(() => draw.int(2, 3)), each(() => draw.int(1, 3))];
    const attributes = {
      kernel_shape: kernel,
      strides,
      pads: Array.from({ length: 2 * axes }, () => draw.int(0, 1)),
      output_padding: strides.map((stride) => draw.int(0, stride - 1)),
    };
    return {
      inputs: { x: [1, group * inner, ...each(() => draw.int(2, 4))] },
      constants: { w: draw.tensor([group * inner, outer, ...kernel]), b: draw.tensor([group * outer]) },
      nodes: [op('ConvTranspose', draw.of('x w', 'x w b'), 'y', { ...attributes, group })],
    };
  },
  MaxPool: pool('MaxPool', ceil, 12),
  AveragePool: pool('AveragePool', (draw) => ({ ...ceil(draw), count_include_pad: draw.int(0, 1) }), 19),
  GlobalAveragePool: (draw) => ({
    inputs: { x: [1, ...draw.shape(2, 3)] },
    nodes: [op('GlobalAveragePool', 'x', 'y')],
  }),
  GlobalMaxPool: (draw) => ({ inputs: { x: [1, ...draw.shape(2, 3)] }, nodes: [op('GlobalMaxPool', 'x', 'y')] }),
  DepthToSpace: (draw) => {
    const blocksize = draw.int(1, 3);
    const x = [1, blocksize ** 2 * draw.int(1, 2), draw.int(1, 3), draw.int(1, 3)];
    return { inputs: { x }, nodes: [op('DepthToSpace', 'x', 'y', { blocksize, mode: draw.of('DCR', 'CRD') })] };
  },
  SpaceToDepth: (draw) => {
    const blocksize = draw.int(1, 3);
    const x = [1, draw.int(1, 3), blocksize * draw.int(1, 2), blocksize * draw.int(1, 2)];
    return { inputs: { x }, nodes: [op('SpaceToDepth', 'x', 'y', { blocksize })] };
  },
  Resize: (draw) => {
    const mode = draw.of('nearest', 'linear', 'cubic');
    const [height, width] = [draw.int(1, 4), draw.int(1, 4)];
    const coordinate = draw.of('asymmetric', 'half_pixel', 'align_corners', 'pytorch_half_pixel');
    const inputs = coordinate === 'align_corners' || draw.chance() ? 'x _ _ sizes' : 'x _ scales';
    const sizes = int64s(1, 2, draw.int(1, 9), draw.int(1, 9));
    // Quarters keep coordinates exact in the single precision of onnxruntime.
    const scales = floats([4], [1, 1, draw.int(2, 12) / 4, draw.int(2, 12) / 4]);
    return {
      inputs: { x: [1, 2, height + 1, width + 1] },
      constants: { sizes, scales },
      nodes: [
        op('Resize', inputs, 'y', {
          mode,
          nearest_mode: draw.of('floor', 'ceil', 'round_prefer_floor', 'round_prefer_ceil'),
          coordinate_transformation_mode: coordinate,
          ...(mode === 'cubic' ? { exclude_outside: draw.int(0, 1), cubic_coeff_a: float(draw.of(-0.5, -0.75)) } : {}),
        }),
      ],
    };
  },
  Upsample: (draw) => ({
    inputs: { x: [1, draw.int(1, 2), draw.int(1, 3), draw.int(1, 3)] },
    constants: { scales: floats([4], [1, 1, draw.int(1, 3), draw.int(1, 3)]) },
    nodes: [op('Upsample', 'x scales', 'y', { mode: 'nearest' })],
    opset: 9,
  }),
};
