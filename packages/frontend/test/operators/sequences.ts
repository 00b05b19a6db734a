import type { OnnxNode } from '../../src/onnx/index.ts';
import { int64, op } from '../../src/import/small-model.test.helper.ts';
import type { Case } from './drawn.ts';

/** Sequences are made and read in one model, as no output of ours is one. */
const sequence =
  (...middle: readonly OnnxNode[]): Case =>
  (draw) => {
    const shape = draw.shape(1, 3);
    return {
      inputs: { x: shape, z: shape },
      constants: { first: int64(0) },
      nodes: [op('SequenceConstruct', 'x z', 's'), ...middle],
    };
  };
const joinedAgain = op('ConcatFromSequence', 't', 'y', { axis: 0, new_axis: 1 });
export const sequences: Readonly<Record<string, Case>> = {
  SequenceConstruct: sequence(op('SequenceAt', 's first', 'y')),
  SequenceAt: sequence(op('SequenceAt', 's first', 'y')),
  SequenceEmpty: sequence(
    { ...op('SequenceEmpty', '', 'e'), inputs: [] },
    op('SequenceInsert', 'e x', 't'),
    joinedAgain,
  ),
  SequenceInsert: sequence(op('SequenceInsert', 's z first', 't'), joinedAgain),
  SequenceErase: sequence(op('SequenceErase', 's first', 't'), joinedAgain),
  SequenceLength: sequence(op('SequenceLength', 's', 'n'), op('Cast', 'n', 'f', { to: 1 }), op('Mul', 'x f', 'y')),
  ConcatFromSequence: sequence(op('ConcatFromSequence', 's', 'y', { axis: -1 })),
  SplitToSequence: (draw) => ({
    inputs: { x: [draw.int(1, 5), 2] },
    constants: { size: int64(draw.int(1, 3)), last: int64(-1) },
    nodes: [op('SplitToSequence', draw.of('x', 'x size'), 's', { axis: 0 }), op('SequenceAt', 's last', 'y')],
  }),
};
