import { describe, expect, it } from 'vitest';
import { compute, floats, int64s, op, problems, shapeOf, small } from '../../import/small-model.test.helper.ts';

const image = [1, 1, 1, 2] as const;

const scaled = (scales: readonly number[], attributes = {}, x: readonly number[] = image): ReturnType<typeof small> =>
  small({
    inputs: { x },
    constants: { scales: floats([scales.length], scales) },
    nodes: [op('Resize', 'x _ scales', 'y', attributes)],
  });

describe('Resize by whole factors', () => {
  // onnxruntime 1.32 gives the same for these and other pixels for those of the next test; the mode of TensorFlow was left out, as it is of opset 11 only.
  it.each([
    ['asymmetric', 'floor', 2],
    ['asymmetric', 'floor', 3],
    ['asymmetric', 'round_prefer_floor', 2],
    ['half_pixel', 'round_prefer_floor', 2],
    ['half_pixel', 'round_prefer_floor', 3],
    ['half_pixel', 'round_prefer_ceil', 4],
    ['half_pixel_symmetric', 'round_prefer_floor', 2],
    ['pytorch_half_pixel', 'round_prefer_floor', 3],
    ['tf_half_pixel_for_nn', 'floor', 5],
    ['align_corners', 'round_prefer_floor', 2],
  ])('with %s and %s repeats each pixel %i times', (coordinate_transformation_mode, nearest_mode, factor) => {
    const model = scaled([1, 1, 1, factor], { coordinate_transformation_mode, nearest_mode });
    const copies = [5, 6].flatMap((value) => new Array<number>(factor).fill(value));
    expect(compute(model, [5, 6])).toEqual(copies);
  });

  it.each([
    ['asymmetric', 'ceil', 2],
    ['asymmetric', 'round_prefer_floor', 3],
    ['half_pixel', 'floor', 2],
    ['align_corners', 'floor', 2],
  ])('with %s and %s that copies unevenly is refused', (coordinate_transformation_mode, nearest_mode, factor) => {
    const [problem] = problems(scaled([1, 1, 1, factor], { coordinate_transformation_mode, nearest_mode }));
    expect(problem).toContain(`repeats pixels unevenly: with coordinates '${coordinate_transformation_mode}'`);
  });

  it('enlarges channels-last images, too', () => {
    expect(
      shapeOf(scaled([1, 2, 3, 1], { nearest_mode: 'floor', coordinate_transformation_mode: 'asymmetric' })),
    ).toEqual([1, 2, 3, 2]);
  });

  it('takes sizes in place of scales, of some axes only', () => {
    const model = small({
      inputs: { x: [1, 3, 2, 2] },
      constants: { sizes: int64s(4, 6) },
      nodes: [op('Resize', 'x _ _ sizes', 'y', { axes: [2, 3] })],
    });
    expect(shapeOf(model)).toEqual([1, 3, 4, 6]);
  });

  it('of opset 10 reads the scales first and rounds down', () => {
    const model = small({
      inputs: { x: image },
      constants: { scales: floats([4], [1, 1, 1, 3]) },
      nodes: [op('Resize', 'x scales', 'y')],
      opsets: new Map([['', 10]]),
    });
    expect(compute(model, [1, 2])).toEqual([1, 1, 1, 2, 2, 2]);
  });

  it('by 1 does nothing, whatever it would interpolate with', () => {
    expect(compute(scaled([1, 1, 1, 1], { mode: 'linear' }), [1, 2])).toEqual([1, 2]);
  });
});

describe('Resize is refused', () => {
  it.each([
    ['where it interpolates', scaled([1, 1, 2, 2], { mode: 'linear' }), "interpolates (mode 'linear')"],
    ['by a factor that is not whole', scaled([1, 1, 1, 1.5]), 'resizes [1, 1, 1, 2] to [1, 1, 1, 3]'],
    ['where it shrinks', scaled([1, 1, 1, 0.5]), 'which is no whole factor'],
    ['where it repeats channels', scaled([1, 2, 2, 2]), 'only height and width can be enlarged'],
    ['on a row of features', scaled([1, 2], {}, [1, 2]), 'a tensor of 2 axes, not an image'],
    ['with the wrong number of scales', scaled([1, 2]), 'has 2 scales for 4 axes'],
    [
      'in a mode nobody knows',
      scaled([1, 1, 1, 2], { coordinate_transformation_mode: 'x' }),
      "transformation_mode 'x'",
    ],
    ['with a rounding nobody knows', scaled([1, 1, 1, 2], { nearest_mode: 'x' }), "nearest_mode 'x'"],
    [
      'without a size',
      small({ inputs: { x: image }, nodes: [op('Resize', 'x _ _', 'y')] }),
      'has neither scales nor sizes',
    ],
    [
      'where it keeps the aspect ratio',
      small({
        inputs: { x: image },
        constants: { sizes: int64s(1, 1, 2, 4) },
        nodes: [op('Resize', 'x _ _ sizes', 'y', { keep_aspect_ratio_policy: 'not_larger' })],
      }),
      'keeps the aspect ratio',
    ],
  ])('%s', (_name, model, reason) => {
    expect(problems(model)[0]).toContain(reason);
  });
});

describe('Upsample', () => {
  it('has its scales as an attribute before opset 9', () => {
    const scales = { type: 'floats', value: [1, 1, 2, 1] } as const;
    const model = small({ inputs: { x: image }, nodes: [op('Upsample', 'x', 'y', { scales })] });
    expect(compute(model, [1, 2])).toEqual([1, 2, 1, 2]);
  });
  it('without scales is refused', () => {
    const model = small({ inputs: { x: image }, nodes: [op('Upsample', 'x', 'y')] });
    expect(problems(model)[0]).toContain('has no scales');
  });
});
