import { describe, expect, it } from 'vitest';
import { remedies, remedyFor } from './remedies.ts';

describe('a remedy', () => {
  it.each([
    [['Add', 'qnn.add'], 'its input is a float tensor', /same instance on both branches/],
    [['AveragePool'], "operator 'AveragePool' is not supported", /TruncAvgPool2d/],
    [['Conv', 'qnn.conv'], 'its weights are not quantised constants', /weight_quant/],
    [['Conv', 'qnn.conv'], 'its input has different scales in channels that are summed', /per tensor/],
    [['MatMul', 'qnn.mat_mul'], 'its second operand is not a matrix', /attention/],
    [['Gemm', 'qnn.mat_mul'], 'its input is a float tensor', /^put a QuantIdentity/],
    [['Quant', 'qnn.quant'], '16 bits need 65535 thresholds; at most 8 bits become thresholds', /bit_width/],
    [['MVAU_hls'], "operator 'MVAU_hls' is not supported", /export_qonnx/],
    [['QuantLSTMCell'], "operator 'QuantLSTMCell' is not supported", /recurrent/],
  ] as const)('for %s: %s', (ops, reason, remedy) => {
    expect(remedyFor(ops, reason)).toMatch(remedy);
  });

  it('is not invented for what nobody knows', () => {
    expect(remedyFor(['Acme'], 'it is blue')).toBeUndefined();
  });

  it('stands before none that says less: every row can be reached', () => {
    const general = remedies.findIndex(({ op, reason }) => !op && !reason);
    expect(general).toBe(-1);
  });
});
