import { describe, expect, it } from 'vitest';
import { compute, float, floats, op, problems, small } from '../../import/small-model.test.helper.ts';

type Attributes = Parameters<typeof op>[3];
const opset = (version: number): { readonly opsets: ReadonlyMap<string, number> } => ({
  opsets: new Map([['', version]]),
});

describe('Softmax', () => {
  const softmax = (version: number, attributes: Attributes = {}): number[] =>
    compute(
      small({ inputs: { x: [1, 2, 2] }, nodes: [op('Softmax', 'x', 'y', attributes)], ...opset(version) }),
      [0, 0, 0, 0],
    );
  it('is along the last axis', () => {
    expect(softmax(13)).toEqual([0.5, 0.5, 0.5, 0.5]);
  });
  it('before opset 13 is over all axes from axis 1 on', () => {
    expect(softmax(11)).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect(softmax(11, { axis: 2 })).toEqual([0.5, 0.5, 0.5, 0.5]);
  });
});

describe('normalisations', () => {
  const pair = { w: floats([2], [2, 2]), b: floats([2], [1, 1]) };
  it.each([
    ['LayerNormalization', {}, 17],
    ['InstanceNormalization', {}, 17],
    ['GroupNormalization', { num_groups: 2 }, 21],
  ])('%s is (x − mean) / deviation, scaled and shifted', (opType, attributes: Attributes, version) => {
    const model = small({
      inputs: { x: [1, 2, 2] },
      constants: pair,
      nodes: [op(opType, 'x w b', 'y', { ...attributes, epsilon: float(0.75) })],
      ...opset(version),
    });
    const half = 0.5;
    expect(compute(model, [-half, half, 9 - half, 9 + half])).toEqual([0, 2, 0, 2]);
  });
  it('that give their statistics are refused', () => {
    const model = small({
      inputs: { x: [1, 2] },
      constants: pair,
      nodes: [op('LayerNormalization', 'x w b', 'y mean')],
      outputs: ['y', 'mean'],
    });
    expect(problems(model)).toEqual([
      "FINNC2102 LayerNormalization node 'y' gives its statistics; only the normalised tensor is supported",
    ]);
  });
  it('with a factor per group are refused, as old operator sets have it', () => {
    const model = small({
      inputs: { x: [1, 2, 2] },
      constants: pair,
      nodes: [op('GroupNormalization', 'x w b', 'y', { num_groups: 2 })],
      ...opset(18),
    });
    expect(problems(model)[0]).toContain('has a factor per group');
  });
});
