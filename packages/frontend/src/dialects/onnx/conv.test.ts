import { describe, expect, it } from 'vitest';
import { compute, floats, op, problems, shapeOf, small } from '../../import/small-model.test.helper.ts';

describe('Conv', () => {
  const ones = floats([1, 1, 2, 2], [1, 1, 1, 1]);
  const conv = (attributes: Parameters<typeof op>[3], x = [1, 1, 3, 3]): ReturnType<typeof small> =>
    small({ inputs: { x }, constants: { w: ones }, nodes: [op('Conv', 'x w', 'y', attributes)] });

  it('takes its kernel from the weights where the attribute is missing', () => {
    expect(compute(conv({}))).toEqual([8, 12, 20, 24]);
  });
  it('adds a bias per filter', () => {
    const model = small({
      inputs: { x: [1, 1, 2, 2] },
      constants: { w: floats([2, 1, 2, 2], [1, 1, 1, 1, 0, 0, 0, 1]), b: floats([2], [100, 200]) },
      nodes: [op('Conv', 'x w b', 'y')],
    });
    expect(compute(model)).toEqual([106, 203]);
  });
  it('pads by zeros, each side as given', () => {
    expect(compute(conv({ pads: [1, 0, 0, 0], strides: [2, 1] }))).toEqual([1, 3, 16 - 4 + 8, 24]);
  });
  it.each([
    ['VALID', [8, 12, 20, 24]],
    ['SAME_UPPER', [8, 12, 7, 20, 24, 13, 13, 15, 8]],
    ['SAME_LOWER', [0, 1, 3, 3, 8, 12, 9, 20, 24]],
    ['NOTSET', [8, 12, 20, 24]],
  ] as const)('with auto_pad %s has the paddings ONNX gives it', (auto, expected) => {
    expect(compute(conv({ auto_pad: auto }))).toEqual(expected);
  });
  it('with an unknown auto_pad is refused', () => {
    expect(problems(conv({ auto_pad: 'SAME' }))).toEqual(["FINNC2102 Conv node 'y' has the unknown auto_pad 'SAME'"]);
  });
  it('with negative paddings is refused', () => {
    expect(problems(conv({ pads: [0, 0, -1, 0] }))).toEqual(["FINNC2102 Conv node 'y' has a negative padding"]);
  });
  it('with paddings for one axis is refused', () => {
    expect(problems(conv({ pads: [1, 1] }))).toEqual(["FINNC2102 Conv node 'y' has 2 pads; 4 are wanted"]);
  });
  it('with dilation looks at every second pixel', () => {
    expect(compute(conv({ dilations: [2, 2] }))).toEqual([0 + 2 + 6 + 8]);
  });
  it('over a row is one over an image of height 1', () => {
    const row = (attributes: Parameters<typeof op>[3]): ReturnType<typeof small> =>
      small({
        inputs: { x: [1, 2, 5] },
        constants: { w: floats([2, 1, 2], [1, 10, 1, -1]), b: floats([2], [100, 200]) },
        nodes: [op('Conv', 'x w b', 'y', { group: 2, ...attributes })],
      });
    expect(shapeOf(row({}))).toEqual([1, 2, 4]);
    expect(compute(row({ strides: [2], pads: [1, 0], dilations: [3] }))).toEqual([
      ...[120, 100 + 1 + 40],
      ...[200 - 7, 200 + 6 - 9],
    ]);
    expect(shapeOf(row({ strides: [2], auto_pad: 'SAME_UPPER', kernel_shape: [2] }))).toEqual([1, 2, 3]);
  });
  it.each([
    ['three axes', [1, 1, 2, 2, 2], [1, 1, 2, 2, 2], 'has an input of 5 axes; a row of 3 or an image of 4 is wanted'],
    ['weights of another rank', [1, 1, 3, 3], [1, 1, 2], 'has weights of 3 axes for an input of 4'],
  ] as const)('over %s is refused', (_name, x, w, reason) => {
    const model = small({
      inputs: { x },
      constants: { w: floats(w, new Array<number>([...w].reduce<number>((n, size) => n * size, 1)).fill(1)) },
      nodes: [op('Conv', 'x w', 'y')],
    });
    expect(problems(model)).toEqual([`FINNC2102 Conv node 'y' ${reason}`]);
  });
  it('in groups keeps them', () => {
    const model = small({
      inputs: { x: [1, 2, 1, 1] },
      constants: { w: floats([2, 1, 1, 1], [10, 100]) },
      nodes: [op('Conv', 'x w', 'y', { group: 2 })],
    });
    expect(compute(model, [1, 2])).toEqual([10, 200]);
  });
  it('whose channels do not fit is refused', () => {
    expect(shapeOf(conv({}))).toEqual([1, 1, 2, 2]);
    expect(problems(conv({}, [1, 2, 3, 3]))[0]).toContain('does not fit');
  });
});

// Values by torch 2's conv_transpose1d and conv_transpose2d.
describe('ConvTranspose', () => {
  const ones = floats([1, 1, 2, 2], [1, 1, 1, 1]);
  const spread = (attributes: Parameters<typeof op>[3]): ReturnType<typeof small> =>
    small({
      inputs: { x: [1, 1, 2, 2] },
      constants: { w: ones },
      nodes: [op('ConvTranspose', 'x w', 'y', attributes)],
    });

  it('adds what its windows share, cuts its padding, and has more pixels at the end', () => {
    expect(compute(spread({}), [1, 2, 3, 4])).toEqual([1, 3, 2, 4, 10, 6, 3, 7, 4]);
    expect(compute(spread({ pads: [1, 1, 1, 1] }), [1, 2, 3, 4])).toEqual([10]);
    expect(shapeOf(spread({ strides: [3, 2], output_padding: [2, 1] }))).toEqual([1, 1, 7, 5]);
  });
  it.each([
    [{ output_shape: [4, 4], strides: [2, 2] }, [1, 1, 4, 4]],
    [{ output_shape: [1, 1, 3, 5], strides: [2, 2] }, [1, 1, 3, 5]],
    [{ auto_pad: 'SAME_UPPER', strides: [2, 2] }, [1, 1, 4, 4]],
    [{ auto_pad: 'SAME_LOWER', strides: [1, 1] }, [1, 1, 2, 2]],
  ] as const)('with %o has the shape that is asked for', (attributes, shape) => {
    expect(shapeOf(spread(attributes))).toEqual(shape);
  });
  it('over a row, with a bias', () => {
    const model = small({
      inputs: { x: [1, 1, 2] },
      constants: { w: floats([1, 2, 2], [1, 2, 3, 4]), b: floats([2], [10, 20]) },
      nodes: [op('ConvTranspose', 'x w b', 'y', { strides: [2], output_padding: [1] })],
    });
    expect(compute(model, [1, 2])).toEqual([11, 12, 12, 14, 10, 23, 24, 26, 28, 20]);
    expect(shapeOf(model)).toEqual([1, 2, 5]);
  });
});

describe('DepthToSpace', () => {
  const shuffle = (attributes: Parameters<typeof op>[3]): ReturnType<typeof small> =>
    small({ inputs: { x: [1, 8, 1, 1] }, nodes: [op('DepthToSpace', 'x', 'y', { blocksize: 2, ...attributes })] });

  it('has blocks of channels unless its mode says otherwise', () => {
    expect(compute(shuffle({}))).toEqual([0, 2, 4, 6, 1, 3, 5, 7]);
    expect(compute(shuffle({ mode: 'CRD' }))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });
  it('of an unknown mode is refused', () => {
    expect(problems(shuffle({ mode: 'XYZ' }))).toEqual(["FINNC2102 DepthToSpace node 'y' has the unknown mode 'XYZ'"]);
  });
});
