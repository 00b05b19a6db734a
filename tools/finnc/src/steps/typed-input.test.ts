import { execute, feedPort, type Graph, Registry, tensor, type Tensor } from '@finnc/ir';
import { graphOf } from '@finnc/ir/testing';
import { describe, expect, it } from 'vitest';
import { compile } from '../compile.ts';
import type { CompileConfig } from '../compile-options.ts';
import { normalizationOf, normalize } from '../data/normalize.ts';
import { standardPlugins } from '../standard.ts';

const registry = new Registry(standardPlugins);
const ops = [...registry.ops.values()];
const board = 'Ultra96';

/** A quantiser of 4 bits on a colour image, and a convolution that tells its channels apart. */
const quantised = (size: string, weights = 'const float32[3,3,1,1] [1, 0, 0, 0, 1, 0, 0, 0, 1]'): Graph =>
  graphOf(
    `graph(%x: float32[${size}]) {
      %s = const float32[] [0.3]
      %z = const float32[] [0]
      %q = qnn.quant(%x, %s, %z) {bits = 4, signed = true}
      %w = ${weights}
      %t = const float32[] [1]
      %v = qnn.quant(%w, %t, %z) {bits = 2, signed = true}
      %y = qnn.conv(%q, %v) {kernel = [1, 1], strides = [1, 1]}
      return %y
    }`,
    ops,
  );

const mean = [0.485, 0.456, 0.406];
const std = [0.229, 0.224, 0.225];

async function compiled(model: Graph, config: CompileConfig) {
  const result = await compile({ model, config: { board, backend: [], stopStep: 'narrow', ...config } });
  return { graph: result.graph!, codes: result.diagnostics.filter(({ severity }) => severity === 'error') };
}

/** What the design gives for source values in the layout of its input, as integers. */
function run(graph: Graph, values: ArrayLike<number>): Tensor {
  const port = graph.inputPorts[0]!;
  const source = tensor(port.source.elem, port.source.shape, Float32Array.from(values));
  return execute(graph, [feedPort(port, graph.inputs[0]!.type, source)], { ask: registry })[0]!;
}

const pixels = Array.from({ length: 256 }, (_, p) => p);

describe('mean and standard deviation', () => {
  it('become exact thresholds of the quantiser behind the input', async () => {
    const { graph, codes } = await compiled(quantised('1,3,16,16'), { mean, std });
    expect(codes).toEqual([]);
    expect(graph.inputs[0]!.type.elem.name).toBe('uint8');
    const { data } = run(graph, [...pixels, ...pixels, ...pixels]);
    for (let c = 0; c < 3; c++) {
      for (const p of pixels) {
        const real = (p / 255 - Math.fround(mean[c]!)) / Math.fround(std[c]!) / Math.fround(0.3);
        expect(Math.abs((((real % 1) + 1) % 1) - 0.5), 'no tie, so doubles decide').toBeGreaterThan(1e-9);
      }
    }
    const expected = [0, 1, 2].flatMap((c) =>
      pixels.map((p) => {
        const code = Math.round((p / 255 - Math.fround(mean[c]!)) / Math.fround(std[c]!) / Math.fround(0.3));
        return Math.min(7, Math.max(-8, code)) + 0;
      }),
    );
    expect(Array.from(data, (code) => code + 0)).toEqual(expected);
  });

  it('scale as --normalize says, where it is given', async () => {
    const { graph } = await compiled(quantised('1,3,16,16'), { normalize: '2/255', mean: [1], std: [0.5] });
    const { data } = run(graph, [...pixels, ...pixels, ...pixels]);
    expect([data[0], data[255]].map((code) => code! + 0)).toEqual([-7, 7]);
  });

  it('are left to the host for a float input, and travel with the design', async () => {
    const { graph } = await compiled(quantised('1,3,16,16'), { inputType: 'float32', mean, std });
    expect(graph.inputs[0]!.type.elem.name).toBe('float32');
    expect(Object.fromEntries(graph.metadata)).toEqual({
      'finnc.mean': '0.485,0.456,0.406',
      'finnc.std': '0.229,0.224,0.225',
    });
  });

  it.each([
    ['two entries for three channels', quantised('1,3,1,4'), { mean: [0.5, 0.5] }, 'FINNC5226'],
    ['entries for a flat input', flat(), { std: [0.5, 0.5] }, 'FINNC5226'],
    ['other pixels than bytes', quantised('1,3,1,4'), { mean: [0.5], inputType: 'int8' }, 'FINNC5041'],
    ['an input of codes', codes(), { mean: [0.5] }, 'FINNC5024'],
    ['an input that no quantiser reads', unquantised(), { mean, std }, 'FINNC5043'],
    ['a layout of what is no image', flat(), { inputLayout: 'nhwc' }, 'FINNC5042'],
  ] as const satisfies readonly (readonly [string, Graph, CompileConfig, string])[])(
    'are refused for %s',
    async (_name, model, config, code) => {
      expect((await compiled(model, config)).codes.map((problem) => problem.code)).toEqual([code]);
    },
  );
});

function flat(): Graph {
  return graphOf(
    `graph(%x: float32[1,4]) {
      %s = const float32[] [0.5]
      %y = qnn.bipolar_quant(%x, %s)
      return %y
    }`,
    ops,
  );
}

function codes(): Graph {
  return graphOf(
    `graph(%x: uint8[1,4]) {
      %t = const float32[1,1] [9]
      %y = qnn.multi_threshold(%x, %t) {outType = uint1, axis = 1}
      return %y
    }`,
    ops,
  );
}

/** Its convolution pads with real zeros, which are no pixel once a mean is subtracted. */
function unquantised(): Graph {
  return graphOf(
    `graph(%x: float32[1,3,2,2]) {
      %w = const int2[1,3,3,3] [${Array.from({ length: 27 }, (_, i) => (i % 3) - 1).join(', ')}]
      %c = qnn.conv(%x, %w) {kernel = [3, 3], strides = [1, 1], pads = [1, 1, 1, 1]}
      %s = const float32[] [0.5]
      %y = qnn.bipolar_quant(%c, %s)
      return %y
    }`,
    ops,
  );
}

describe('--input-layout', () => {
  const planes = [...pixels, ...pixels.toReversed(), ...pixels.map((p) => p >> 1)];
  const interleaved = pixels.flatMap((p) => [p, 255 - p, p >> 1]);

  it('nhwc takes images as cameras give them, to the same end', async () => {
    const first = await compiled(quantised('1,3,16,16'), { mean, std });
    const last = await compiled(quantised('1,3,16,16'), { mean, std, inputLayout: 'nhwc' });
    expect(last.graph.inputPorts[0]!.source.shape).toEqual([1, 16, 16, 3]);
    expect(run(last.graph, interleaved)).toEqual(run(first.graph, planes));
  });

  it('costs nothing in hardware', async () => {
    const config = { backend: [], stopStep: 'convert-to-hw', mean, std } as const;
    const first = await compile({ model: quantised('1,3,16,16'), config: { board, ...config } });
    const last = await compile({ model: quantised('1,3,16,16'), config: { board, ...config, inputLayout: 'nhwc' } });
    const names = (graph: Graph | undefined): readonly string[] => graph!.order().map(({ name }) => name);
    expect(names(last.graph)).toEqual(names(first.graph));
    expect(last.graph!.inputPorts[0]!.perm).toEqual([0, 1, 2, 3]);
  });

  it('nchw leaves a channels-first model as it is', async () => {
    const { graph } = await compiled(quantised('1,3,16,16'), { mean, std, inputLayout: 'nchw' });
    expect(graph.inputPorts[0]!.source.shape).toEqual([1, 3, 16, 16]);
  });
});

it('the host normalises per channel in float32, in both layouts', () => {
  const scaling = normalizationOf({ mean, std }).value!;
  const expected = (p: number, c: number): number =>
    Math.fround(Math.fround(Math.fround(p / 255) - Math.fround(mean[c]!)) / Math.fround(std[c]!));
  expect([...normalize(Float32Array.of(1, 2, 3, 4, 5, 6), scaling, [1, 3, 1, 2])]).toEqual(
    [1, 2, 3, 4, 5, 6].map((p, i) => expected(p, Math.floor(i / 2))),
  );
  expect([...normalize(Float32Array.of(1, 2, 3, 4, 5, 6), scaling, [1, 2, 1, 3])]).toEqual(
    [1, 2, 3, 4, 5, 6].map((p, i) => expected(p, i % 3)),
  );
});
