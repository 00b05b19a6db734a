import { zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { describeProblem } from './describe-problem.ts';
import type { ForeignFormat } from './problems.ts';
import { recognise } from './recognise.ts';

const latin = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const zip = (...names: string[]): Uint8Array =>
  zipSync(Object.fromEntries(names.map((name) => [name, utf8('content')])));

it.each([
  ['notes', utf8('Größe: 3\n'), 'text'],
  ['a long text whose sample ends within a character', utf8(`x${'é'.repeat(3000)}`), 'text'],
  ['UTF-16', latin('\xff\xfea\0b\0'), 'text'],
  ['JSON', utf8('{"folding": {"PE": 1}}'), 'json'],
  ['an error page', utf8('\n<!DOCTYPE html><html>'), 'html'],
  ['an OpenVINO model', utf8('<?xml version="1.0"?>'), 'xml'],
  ['ONNX text', utf8('<\n  ir_version: 7,\n  opset_import: ["" : 10]\n>\nagraph (float[N] x) => () {}'), 'onnx-text'],
  ['ONNX as protobuf text', utf8('ir_version: 7\ngraph {\n}'), 'onnx-prototxt'],
  ['ONNX as JSON', utf8('{"irVersion": "7", "graph": {}}'), 'onnx-json'],
  ['long ONNX JSON', utf8(`{"graph": {"name": "${'x'.repeat(5000)}"}, "opsetImport": []}`), 'onnx-json'],
  ['a zip', zip('a.txt'), 'zip'],
  ['a cut zip', zip('a.txt').subarray(0, 30), 'zip'],
  ['a zipped model', zip('readme.md', 'model.onnx'), 'zip-with-onnx'],
  ['a PyTorch checkpoint', zip('cnv/data.pkl', 'cnv/data/0', 'cnv/version'), 'pytorch'],
  ['TorchScript', zip('cnv/data.pkl', 'cnv/constants.pkl', 'cnv/code/a.py'), 'torchscript'],
  ['torch.export', zip('archive_format', 'models/model.json'), 'torch-export'],
  ['Keras', zip('config.json', 'model.weights.h5'), 'keras'],
  ['golden data', zip('x.npy', 'y.npy'), 'npz'],
  ['an old PyTorch checkpoint', latin('\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.'), 'pytorch'],
  ['a pickle', latin('\x80\x04\x95\x10\0\0\0\0\0\0\0}'), 'pickle'],
  ['TensorFlow Lite', latin('\x1c\0\0\0TFL3\0\0'), 'tflite'],
  ['ONNX Runtime', latin('\x14\0\0\0ORTM\0\0'), 'ort'],
  ['HDF5', latin('\x89HDF\r\n\x1a\n\0'), 'hdf5'],
  ['an array', latin('\x93NUMPY\x01\0'), 'npy'],
  ['a model packed twice', latin('\x1f\x8b\x08\0'), 'gzip'],
  ['a tar', latin(`model.onnx${'\0'.repeat(247)}ustar`), 'tar'],
  ['xz', latin('\xfd7zXZ\0'), 'compressed'],
  ['a picture', latin('\x89PNG\r\n\x1a\n'), 'image'],
] as const satisfies readonly (readonly [string, Uint8Array, ForeignFormat])[])(
  '%s is recognised',
  (_, bytes, format) => {
    const problem = recognise(bytes);
    expect(problem).toEqual({ kind: 'not-onnx', format });
    if (problem) expect(describeProblem(problem).message).toMatch(/^it is /);
  },
);

it('a Git LFS pointer is recognised with what it points to', () => {
  const pointer = utf8('version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n');
  const problem = { kind: 'git-lfs-pointer', oid: 'sha256:4d7a', size: 12345 } as const;
  expect(recognise(pointer)).toEqual(problem);
  expect(describeProblem(problem).help).toBe('run git lfs pull');
});

it('a model is not taken for something else', () => {
  // IR version, producer "pytorch", graph: the beginning of every exporter's files.
  expect(recognise(latin('\x08\x07\x12\x07pytorch\x1a\x032.1:\x02\x12\0'))).toBeUndefined();
});
