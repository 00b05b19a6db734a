import { describe, expect, it } from 'vitest';
import {
  compute,
  float,
  floats,
  int64,
  int64s,
  op,
  problems,
  shapeOf,
  small,
} from '../../import/small-model.test.helper.ts';

describe('sizes that an exporter computes', () => {
  it('go through Size, Range and ConstantOfShape', () => {
    const model = small({
      inputs: { x: [2, 3] },
      constants: { zero: int64(0), step: int64(2) },
      nodes: [op('Size', 'x', 'n'), op('Range', 'zero n step', 'y')],
    });
    expect(compute(model)).toEqual([0, 2, 4]);
    const filled = small({
      inputs: { x: [2] },
      nodes: [
        op('Shape', 'x', 's'),
        op('ConstantOfShape', 's', 'y', { value: { type: 'tensor', value: { name: '', ...floats([1], [7]) } } }),
      ],
    });
    expect(compute(filled)).toEqual([7, 7]);
  });
  it('as torch writes expand: Equal and Where replace −1 by the size there is', () => {
    const model = small({
      inputs: { x: [2, 1] },
      constants: { wanted: int64s(-1, 3), minus: int64(-1), ones: int64s(1, 1) },
      nodes: [
        op('Equal', 'wanted minus', 'open'),
        op('Where', 'open ones wanted', 'shape'),
        op('Expand', 'x shape', 'y'),
      ],
    });
    expect(compute(model, [1, 2])).toEqual([1, 1, 1, 2, 2, 2]);
  });
  it('may be computed in floating point', () => {
    const model = small({
      inputs: { x: [2, 6] },
      constants: { half: floats([1], [0.5]), at: int64s(1), rest: int64s(-1) },
      nodes: [
        op('Shape', 'x', 's'),
        op('Gather', 's at', 'n'),
        op('Cast', 'n', 'f', { to: 1 }),
        op('Mul', 'f half', 'h'),
        op('Floor', 'h', 'w'),
        op('Cast', 'w', 'i', { to: 7 }),
        op('Concat', 'rest i', 'shape', { axis: 0 }),
        op('Reshape', 'x shape', 'y'),
      ],
    });
    expect(shapeOf(model)).toEqual([4, 3]);
  });
  it('without end are refused', () => {
    const model = small({
      inputs: { x: [1] },
      constants: { a: int64(0), b: int64(1), c: int64(0) },
      nodes: [op('Range', 'a b c', 'y')],
    });
    expect(problems(model)).toEqual(["FINNC2102 Range node 'y' counts from 0 to 1 in steps of 0"]);
  });
});

it('Tile repeats every axis', () => {
  const model = small({
    inputs: { x: [1, 2] },
    constants: { times: int64s(2, 2) },
    nodes: [op('Tile', 'x times', 'y')],
  });
  expect(shapeOf(model)).toEqual([2, 4]);
  expect(compute(model, [1, 2])).toEqual([1, 2, 1, 2, 1, 2, 1, 2]);
});

describe('Pad', () => {
  it('has its pads in attributes before opset 11', () => {
    const model = small({
      inputs: { x: [2] },
      nodes: [op('Pad', 'x', 'y', { pads: [1, 0], value: float(9) })],
      opsets: new Map([['', 9]]),
    });
    expect(compute(model, [1, 2])).toEqual([9, 1, 2]);
  });
  it('may be for some axes', () => {
    const model = small({
      inputs: { x: [1, 2] },
      constants: { pads: int64s(0, 1), axes: int64s(-1) },
      nodes: [op('Pad', 'x pads _ axes', 'y', { mode: 'edge' })],
    });
    expect(compute(model, [1, 2])).toEqual([1, 2, 2]);
  });
  it('of an unknown mode is refused', () => {
    const model = small({ inputs: { x: [1] }, nodes: [op('Pad', 'x', 'y', { mode: 'smooth', pads: [0, 0] })] });
    expect(problems(model)).toEqual(["FINNC2102 Pad node 'y' has the unknown mode 'smooth'"]);
  });
});

it('SpaceToDepth of an image that its blocks do not cover is refused', () => {
  const model = small({ inputs: { x: [1, 1, 3, 2] }, nodes: [op('SpaceToDepth', 'x', 'y', { blocksize: 2 })] });
  expect(problems(model)).toEqual(["FINNC2102 SpaceToDepth node 'y' does not divide [1, 1, 3, 2] into blocks of 2"]);
});
