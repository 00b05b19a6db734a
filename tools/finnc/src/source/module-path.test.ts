import type { OnnxNode } from '@finnc/frontend';
import { describe, expect, it } from 'vitest';
import { modulePath } from './module-path.ts';

const node = (rest: Partial<OnnxNode>): OnnxNode => ({
  name: '',
  opType: 'Conv',
  domain: '',
  inputs: [],
  outputs: ['y'],
  attributes: new Map(),
  ...rest,
});
const scopes = (text: string): Partial<OnnxNode> => ({ metadata: new Map([['pkg.torch.onnx.name_scopes', text]]) });

describe('the module a node comes from', () => {
  it.each([
    ['a child of a sequence', node({ name: '/features/features.0/conv/Conv' }), 'features.0.conv'],
    ['sequences in sequences', node({ name: '/L.0/L.0.1/MatMul' }), 'L.0.1'],
    ['a quantiser of activations', node({ name: '/q/act_quant/export_handler/Quant' }), 'q'],
    ['a quantiser of weights', node({ name: '/b1/conv/weight_quant/export_handler/Clip' }), 'b1.conv'],
    ['the dynamo exporter’s note', node({ name: 'node_linear', ...scopes("['', 'wq', 'linear']") }), 'wq'],
    [
      'a quantiser in the dynamo exporter’s note',
      node(scopes("['', 'wq', 'wq.weight_quant', 'wq.weight_quant.export_handler', '_symbolic_1']")),
      'wq',
    ],
    ['the name of its weights', node({ name: 'Conv_3', inputs: ['x', 'features.3.weight'] }), 'features.3'],
    ['the model’s own forward()', node({ name: '/Add' }), undefined],
    ['the same, by the dynamo exporter', node({ name: 'node_add', ...scopes("['', 'add']") }), undefined],
    ['nothing that tells', node({ name: 'Conv_3', inputs: ['4', '5'] }), undefined],
  ] as const)('is told by %s', (_what, source, path) => {
    expect(modulePath(source)).toBe(path);
  });
});
