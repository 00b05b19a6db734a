import { expect, it } from 'vitest';
import { readFolder } from './folder.ts';

it('FINN’s form is a model, a configuration, and perhaps a folding', () => {
  const required = { model: 'model.onnx', config: 'dataflow_build_config.json' };
  expect(readFolder(['dataflow_build_config.json', 'model.onnx', 'README.md']).value).toEqual(required);
  const folding = 'folding_config.json';
  expect(readFolder([folding, 'dataflow_build_config.json', 'model.onnx']).value).toEqual({ ...required, folding });
});

it.each([
  [[], 'FINNC5111', /no model.onnx; it has no files/],
  [
    ['net.onnx', 'dataflow_build_config.json'],
    'FINNC5111',
    /no model.onnx; it has dataflow_build_config.json, net.onnx/,
  ],
  [['model.onnx'], 'FINNC5111', /no dataflow_build_config.json/],
  [['finnc.json', 'hls'], 'FINNC5112', /output of a finnc build/],
])('%j is a problem', (names, code, message) => {
  const { problem } = readFolder(names, 'net');
  expect(problem).toMatchObject({ code, at: { file: 'net' } });
  expect(problem?.message).toMatch(message);
});
