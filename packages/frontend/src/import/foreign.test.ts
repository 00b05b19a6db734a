import { describe, expect, it } from 'vitest';
import { load, op, problems, small } from './small-model.test.helper.ts';

const holding = (...nodes: readonly ReturnType<typeof op>[]): ReturnType<typeof small> =>
  small({ inputs: { x: [1, 4] }, nodes });

describe('a model that a tool has lowered', () => {
  it('to FINN’s hardware is told from a network, all its layers at once', () => {
    const model = holding(
      op('finn.custom_op.fpgadataflow.hls::MVAU_hls', 'x', 'a'),
      op('finn.custom_op.fpgadataflow.rtl::MVAU_rtl', 'a', 'b'),
      op('finn.custom_op.fpgadataflow.hls::MVAU_hls', 'b', 'y'),
    );
    expect(problems(model)).toEqual([
      "FINNC2114 the model holds 3 layers of FINN's hardware (MVAU_hls, MVAU_rtl): FINN has lowered and folded it already",
    ]);
    expect(load(model).diagnostics[0]?.help).toContain('step_streamline');
  });
  it('to partitions names their files', () => {
    const model = holding(
      op('finn.custom_op.fpgadataflow::StreamingDataflowPartition', 'x', 'a', { model: '/tmp/part.onnx' }),
      op('qonnx.custom_op.general::GenericPartition', 'a', 'y'),
    );
    expect(problems(model)).toEqual([
      "FINNC2115 the model is a frame around parts that are models in files of their own: '/tmp/part.onnx', a file it does not name",
    ]);
  });
});

describe('an operator that no hardware of streams can have', () => {
  it('is a recurrent layer', () => {
    const model = holding(op('qonnx.custom_op.general::QuantLSTMCell', 'x', 'y'));
    expect(problems(model)).toEqual([
      "FINNC2116 operator 'QuantLSTMCell' (node 'y') is a recurrent layer: each step needs the state that the step before has left",
    ]);
  });
  it('is a branch', () => {
    expect(problems(holding(op('If', 'x', 'y')))).toEqual([
      "FINNC2117 operator 'If' (node 'y') decides at run time what is computed",
    ]);
  });
});
