import {
  bipolar,
  constantValue,
  crc32,
  float32,
  Graph,
  int,
  randomSource,
  Registry,
  tensor,
  tensorType,
  type EmitContext,
  type Files,
  type Tensor,
} from '@finnc/ir';
import { attr, defineOp, operand } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import { simulatorBackend } from '../backend.ts';
import { plainSimulator } from '../plain-simulator.ts';
import { loadCompiled } from './load.ts';
import { packTensors, unpackTensors } from './weights.ts';

const scale = defineOp({
  name: 'test.scale',
  summary: 'Multiplies by a constant of the same shape.',
  operands: { x: operand.value, w: operand.constant },
  results: ['y'],
  attrs: { times: attr.int({ default: 1 }) },
  infer: ({ x }) => ({ y: tensorType(int(16), x.type.shape) }),
  evaluate: ({ x, w }, { times }) => ({
    y: tensor(
      int(16),
      x.type.shape,
      Int32Array.from(x.data, (v, i) => times * v * w.data[i]!),
    ),
  }),
});
const registry = new Registry([{ name: 'test', ops: [scale] }]);
const random = randomSource(5);

function emitted(): { readonly graph: Graph; readonly files: Files } {
  const graph = new Graph('small');
  graph.metadata.set('class_names', 'cat,dog');
  const type = tensorType(int(4), [1, 100]);
  const x = graph.input(type, { name: 'image', source: tensorType(float32, [1, 100]), perm: [0, 1] });
  const w = constantValue(
    tensor(
      bipolar,
      [1, 100],
      Float64Array.from({ length: 100 }, () => (random() < 0.5 ? -1 : 1)),
    ),
  );
  const { y } = graph.add(scale, { x, w }, { times: 3 }, { name: 'scale_0' }).result;
  graph.output(y, {
    name: 'scores',
    source: tensorType(float32, [100]),
    scale: [0.5],
    bias: [1],
    shape: [100],
    perm: [0],
  });
  const cx = { ask: registry.ask.bind(registry), report: () => undefined, vectors: [] } as unknown as EmitContext;
  return { graph, files: simulatorBackend.emit(graph, cx) };
}

describe('files of a compiled model', () => {
  it('are three, under simulator/', () => {
    expect([...emitted().files.keys()]).toEqual([
      'simulator/graph.fnir',
      'simulator/weights.bin',
      'simulator/model.json',
    ]);
  });

  it('give back the simulator, its ports and its metadata', () => {
    const { files } = emitted();
    const loaded = loadCompiled(files, registry);
    expect(loaded.diagnostics).toEqual([]);
    if (!loaded.graph) return;
    const feed = tensor(
      int(4),
      [1, 100],
      Int32Array.from({ length: 100 }, (_, i) => (i % 16) - 8),
    );
    const again = loadCompiled(
      new Map(Array.from(files, ([name, content]) => [name.replace('simulator/', ''), content])),
      registry,
    );
    expect(plainSimulator(again.graph!, registry).run([feed])).toEqual(
      plainSimulator(loaded.graph, registry).run([feed]),
    );
    expect(loaded.model).toMatchObject({
      name: 'small',
      inputs: [{ name: 'image', type: 'float32', shape: [1, 100] }],
      outputs: [{ name: 'scores', type: 'float32', shape: [100] }],
      metadata: { class_names: 'cat,dog' },
    });
    expect(loaded.graph.inputPorts[0]).toMatchObject({ name: 'image' });
    expect(loaded.graph.outputPorts[0]).toMatchObject({ scale: [0.5], bias: [1], shape: [100] });
  });

  it('come from equal graphs equal', () => {
    const { graph, files } = emitted();
    const cx = { ask: registry.ask.bind(registry), report: () => undefined, vectors: [] } as unknown as EmitContext;
    expect(simulatorBackend.emit(graph, cx)).toEqual(files);
  });

  const broken = (name: string, change: (content: string | Uint8Array) => string | Uint8Array | undefined): Files => {
    const files = new Map(emitted().files);
    const changed = change(files.get(`simulator/${name}`)!);
    if (changed === undefined) files.delete(`simulator/${name}`);
    else files.set(`simulator/${name}`, changed);
    return files;
  };
  const edit = (from: string, to: string) => (content: string | Uint8Array) => String(content).replace(from, to);
  it.each([
    ['without model.json', 'model.json', () => undefined, 'FINNC5403'],
    ['without weights.bin', 'weights.bin', () => undefined, 'FINNC5403'],
    ['without graph.fnir', 'graph.fnir', () => undefined, 'FINNC5403'],
    ['of another version', 'model.json', edit('"version": 1', '"version": 2'), 'FINNC5405'],
    ['of another program', 'model.json', edit('finnc-simulator', 'other'), 'FINNC5404'],
    ['with half a model.json', 'model.json', (c: string | Uint8Array) => String(c).slice(0, 100), 'FINNC5404'],
    ['with null for a model', 'model.json', () => 'null', 'FINNC5404'],
    ['with a tensor of no offset', 'model.json', edit('"offset": 0', '"offset": -1'), 'FINNC5404'],
    ['with a tensor behind the end', 'model.json', edit('"offset": 0', '"offset": 400'), 'FINNC5404'],
    ['with an unknown storage', 'model.json', edit('"sign"', '"u7"'), 'FINNC5404'],
    ['with edited text', 'graph.fnir', edit('times = 3', 'times = 4'), 'FINNC5404'],
    ['with a short weights.bin', 'weights.bin', (c: string | Uint8Array) => (c as Uint8Array).slice(0, 3), 'FINNC5404'],
    [
      'with a flipped bit',
      'weights.bin',
      (c: string | Uint8Array) => Uint8Array.from(c as Uint8Array, (b, i) => (i === 2 ? b ^ 1 : b)),
      'FINNC5404',
    ],
  ] as const)('%s are reported', (_, name, change, code) => {
    const loaded = loadCompiled(broken(name, change), registry);
    expect(loaded.graph).toBeUndefined();
    expect(loaded.diagnostics).toMatchObject([{ code, severity: 'error' }]);
  });

  it('that use an unknown op are reported', () => {
    const loaded = loadCompiled(emitted().files, new Registry([]));
    expect(loaded.graph).toBeUndefined();
    expect(loaded.diagnostics[0]?.message).toContain('test.scale');
  });
});

describe('packed tensors', () => {
  it.each([
    ['sign', [1, -1, -1, 1, 1, 1, -1, 1, -1]],
    ['i2', [0, 1, -2, -1, 1]],
    ['i4', [7, -8, 0, 3, -1]],
    ['i8', [127, -128, 5]],
    ['i16', [32767, -32768, 128]],
    ['i32', [2 ** 31 - 1, -(2 ** 31), 32768]],
    ['f32', [0.5, -0, Infinity, NaN, 2 ** 31]],
    ['f64', [0.1, -0, 2 ** 40 + 1]],
  ] as const)('as %s come back', (storage, values) => {
    const tensors = new Map<string, Tensor>([
      ['a', tensor(float32, [values.length], [...values])],
      ['b', tensor(int(8), [2, 1], [3, -3])],
    ]);
    const { bytes, entries } = packTensors(tensors);
    expect(entries[0]).toMatchObject({ key: 'a', storage, offset: 0 });
    const back = unpackTensors(bytes, entries);
    if (typeof back === 'string') throw new Error(back);
    expect(Array.from(back.get('a')!.data)).toEqual(values);
    expect(Array.from(back.get('b')!.data)).toEqual([3, -3]);
    expect(back.get('b')!.type).toEqual(tensorType(int(8), [2, 1]));
  });

  it('±1 takes a bit', () => {
    const signs = tensor(
      bipolar,
      [1000, 64],
      Int8Array.from({ length: 64000 }, () => (random() < 0.5 ? -1 : 1)),
    );
    expect(packTensors(new Map([['w', signs]])).bytes.length).toBe(8000);
  });

  it('crc32 gives the check value of the catalogue', () => {
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  });
});
