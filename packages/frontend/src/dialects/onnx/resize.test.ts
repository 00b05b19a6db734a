import { describe, expect, it } from 'vitest';
import {
  compute,
  floats,
  graphOf,
  int64s,
  op,
  problems,
  shapeOf,
  small,
} from '../../import/small-model.test.helper.ts';

const image = [1, 1, 1, 2] as const;

const scaled = (scales: readonly number[], attributes = {}, x: readonly number[] = image): ReturnType<typeof small> =>
  small({
    inputs: { x },
    constants: { scales: floats([scales.length], scales) },
    nodes: [op('Resize', 'x _ scales', 'y', attributes)],
  });

describe('Resize by whole factors', () => {
  // onnxruntime 1.32 gives the same for these; the mode of TensorFlow was left out, as it is of opset 11 only.
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

  it('becomes one enlargement', () => {
    const model = scaled([1, 1, 2, 3], { coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' });
    expect(
      graphOf(model)
        .order()
        .map(({ op: { name } }) => name),
    ).toEqual(['qnn.upsample']);
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

describe('Resize', () => {
  // Values by onnxruntime 1.30.
  it.each([
    ['asymmetric', 'ceil', [1, 1, 1, 2], [5, 6, 6, 6]],
    ['asymmetric', 'round_prefer_floor', [1, 1, 1, 3], [5, 5, 6, 6, 6, 6]],
    ['half_pixel', 'floor', [1, 1, 1, 2], [5, 5, 5, 6]],
    ['half_pixel', 'round_prefer_floor', [1, 1, 1, 1.5], [5, 5, 6]],
    ['half_pixel', 'round_prefer_floor', [1, 1, 1, 0.5], [5]],
  ])('with %s and %s by %j copies unevenly', (coordinate_transformation_mode, nearest_mode, scales, values) => {
    expect(compute(scaled(scales, { coordinate_transformation_mode, nearest_mode }), [5, 6])).toEqual(values);
  });

  it('repeats channels, and rows of features', () => {
    expect(shapeOf(scaled([1, 2, 2, 2]))).toEqual([1, 2, 2, 4]);
    expect(compute(scaled([1, 2], {}, [1, 2]), [5, 6])).toEqual([5, 5, 6, 6]);
  });

  it('interpolates by products with matrices of weights', () => {
    expect(compute(scaled([1, 1, 1, 2], { mode: 'linear' }), [4, 8])).toEqual([4, 5, 7, 8]);
    expect(compute(scaled([1, 1, 2, 1], { mode: 'cubic' }, [1, 1, 2, 1]), [4, 4])).toEqual([4, 4, 4, 4]);
  });

  it('may keep the aspect ratio', () => {
    const kept = (keep_aspect_ratio_policy: string): readonly number[] =>
      shapeOf(
        small({
          inputs: { x: [1, 1, 2, 4] },
          constants: { sizes: int64s(6, 8) },
          nodes: [op('Resize', 'x _ _ sizes', 'y', { keep_aspect_ratio_policy, axes: [2, 3] })],
        }),
      );
    expect(kept('not_larger')).toEqual([1, 1, 4, 8]);
    expect(kept('not_smaller')).toEqual([1, 1, 6, 12]);
  });

  it.each([
    ['in an unknown way', scaled([1, 1, 2, 2], { mode: 'area' }), "has the mode 'area'"],
    ['with the wrong number of scales', scaled([1, 2]), 'has 2 scales for 4 axes'],
    ['after smoothing', scaled([1, 1, 1, 0.5], { mode: 'linear', antialias: 1 }), 'smooths the image'],
    [
      'by a scale whose corners nobody agrees on',
      scaled([1, 1, 1, 1.25], { coordinate_transformation_mode: 'align_corners' }),
      'leaves part of a pixel',
    ],
    [
      'of a region',
      scaled([1, 1, 1, 2], { coordinate_transformation_mode: 'tf_crop_and_resize' }),
      'cuts a region out of the image',
    ],
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
      'by a policy nobody knows',
      small({
        inputs: { x: image },
        constants: { sizes: int64s(1, 1, 2, 4) },
        nodes: [op('Resize', 'x _ _ sizes', 'y', { keep_aspect_ratio_policy: 'x' })],
      }),
      "keep_aspect_ratio_policy 'x'",
    ],
  ])('%s is refused', (_name, model, reason) => {
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
