import { defineBackend, definePass, definePlugin, execute, Graph, tensor, float32 } from '@finnc/ir';
import { expect, it } from 'vitest';
import { compile } from './compile.ts';
import { generated } from './cases.test.support.ts';
import { parseFolding } from './config/parse-folding.ts';
import type { CompileConfig, StepEvent } from './compile-options.ts';
import { stepNames } from './config/steps.ts';

const tiny = (): Uint8Array => generated['tiny.onnx']?.() ?? new Uint8Array();
const board = 'ZC706';

const text = (content: string | Uint8Array | undefined): string =>
  typeof content === 'string' ? content : new TextDecoder().decode(content);

it('gives graph, files and diagnostics as values, and tells of each step', async () => {
  const events: StepEvent[] = [];
  const result = await compile({
    model: tiny(),
    file: 'tiny.onnx',
    config: { board, fps: 1e6 },
    onStep: (event) => void events.push(event),
  });
  expect(result).toMatchObject({ exitCode: 0, diagnostics: [], checked: { inputs: 2, states: 7 } });
  expect(result.graph?.name).toBe('tiny');
  expect(result.steps.map(({ step }) => step)).toEqual(stepNames);
  expect(events).toHaveLength(2 * stepNames.length);
  const folders = new Set([...result.files.keys()].map((path) => path.replace(/\/.*/, '')));
  expect([...folders].toSorted()).toEqual([
    'build.log',
    'final_hw_config.json',
    'hls',
    'intermediate_models',
    'report',
    'simulator',
    'time_per_step.json',
  ]);
  expect([...result.files.keys()].filter((path) => path.startsWith('intermediate_models/'))).toEqual([
    'intermediate_models/01-import.onnx',
    'intermediate_models/02-tidy-up.onnx',
    'intermediate_models/03-streamline.onnx',
    'intermediate_models/04-partition-host.onnx',
    'intermediate_models/05-narrow.onnx',
    'intermediate_models/06-convert-to-hw.onnx',
    'intermediate_models/07-fold.onnx',
    'intermediate_models/08-insert-streams.onnx',
    'intermediate_models/09-size-fifos.onnx',
  ]);
});

it('makes the same files from the same input, times apart', async () => {
  const timeless = async () => {
    const { files } = await compile({ model: tiny(), config: { board, fps: 1e6 } });
    return new Map([...files].filter(([path]) => path !== 'build.log' && path !== 'time_per_step.json'));
  };
  expect(await timeless()).toEqual(await timeless());
});

it('makes the same design again from its final_hw_config.json', async () => {
  const first = await compile({ model: tiny(), config: { board, fps: 2e7 } });
  const written = text(first.files.get('final_hw_config.json'));
  expect(written).toContain('"MVAU_hls_0"');
  const { folding, diagnostics } = parseFolding(written, 'final_hw_config.json');
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const again = await compile({ model: tiny(), config: { board }, ...(folding ? { folding } : {}) });
  expect(text(again.files.get('final_hw_config.json'))).toBe(written);
  expect(again.report?.performance).toEqual(first.report?.performance);
});

it('applies memory and multiplier styles of a folding file', async () => {
  const { folding } = parseFolding('{"MVAU_0": {"ram_style": "block", "resType": "lut", "PE": 2}}', 'f.json');
  const { files } = await compile({ model: tiny(), config: { board }, ...(folding ? { folding } : {}) });
  const layers = JSON.parse(text(files.get('final_hw_config.json'))) as Record<string, unknown>;
  expect(layers['MVAU_hls_0']).toMatchObject({ PE: 2, SIMD: 1, ram_style: 'block', resType: 'lut' });
});

it('takes a graph of any stage, does not change it, and starts where told', async () => {
  const hardware = await compile({ model: tiny(), config: { board, stopStep: 'convert-to-hw' } });
  expect(hardware.graph).toBeInstanceOf(Graph);
  const graph = hardware.graph ?? new Graph();
  const size = graph.size;
  const result = await compile({ model: graph, config: { board, fps: 1e6, startStep: 'fold', backend: ['report'] } });
  expect(result.exitCode).toBe(0);
  expect(result.steps.map(({ step }) => step)).toEqual([
    'import',
    'fold',
    'insert-streams',
    'size-fifos',
    'check',
    'report',
  ]);
  expect(graph.size).toBe(size);
  expect(result.graph?.size).toBeGreaterThan(size);
});

it('reports a graph that is not in the stage a step needs', async () => {
  const { graph } = await compile({ model: tiny(), config: { board, stopStep: 'tidy-up' } });
  const result = await compile({ model: graph ?? new Graph(), config: { board, startStep: 'fold' } });
  expect(result).toMatchObject({ exitCode: 2, files: new Map(), diagnostics: [{ code: 'FINNC3201' }] });
});

it('executes given inputs, too, and refuses those that the model cannot take', async () => {
  const input = (value: number) => [tensor(float32, [1, 8], new Array<number>(8).fill(value))];
  const good = await compile({ model: tiny(), config: { board, fps: 1e6, backend: [] }, inputs: [input(7)] });
  expect(good).toMatchObject({ exitCode: 0, checked: { inputs: 3 } });
  const bad = await compile({ model: tiny(), config: { board, backend: [] }, inputs: [input(7), input(0.5)] });
  expect(bad).toMatchObject({ exitCode: 2, diagnostics: [{ code: 'FINNC5453' }] });
});

it('executes nothing where nothing is to be checked, but still writes golden vectors', async () => {
  const { checked, files } = await compile({ model: tiny(), config: { board, fps: 1e6, check: 0 } });
  expect(checked).toEqual({ inputs: 0, states: 0 });
  expect([...files.keys()].some((path) => path.startsWith('hls/'))).toBe(true);
});

it('gives a graph that means what the model means', async () => {
  const { graph } = await compile({ model: tiny(), config: { board, fps: 1e6, backend: [] } });
  const x = [0, 1, 2, 3, 250, 251, 254, 255];
  expect([...(execute(graph ?? new Graph(), [tensor(float32, [1, 8], x)])[0]?.data ?? [])]).toHaveLength(3);
});

it('stops at plugins that clash', async () => {
  const twice = defineBackend({ name: 'hls', summary: 'Another.', emit: () => new Map() });
  const result = await compile({ model: tiny(), plugins: [definePlugin({ name: 'acme', backends: [twice] })] });
  expect(result).toMatchObject({ exitCode: 2, steps: [], files: new Map() });
  expect(result.diagnostics.map(({ code }) => code)).toContain('FINNC1001');
});

it('runs a backend of a plugin after ours, and names the plugin of one that throws', async () => {
  const lines = defineBackend({
    name: 'lines',
    summary: 'One line a layer.',
    emit: (graph) =>
      new Map([
        [
          'lines.txt',
          graph
            .order()
            .map(({ name }) => `${name}\n`)
            .join(''),
        ],
      ]),
  });
  const broken = defineBackend({
    name: 'broken',
    summary: 'Fails.',
    emit() {
      throw new TypeError('no licence');
    },
  });
  const plugins = [definePlugin({ name: 'acme', backends: [lines, broken] })];
  const good = await compile({ model: tiny(), plugins, config: { board, fps: 1e6, backend: ['report', 'lines'] } });
  expect(text(good.files.get('lines.txt'))).toContain('MVAU_0\n');
  expect(good.steps.at(-1)?.step).toBe('emit-lines');
  const thrown: unknown[] = [];
  const config = { board, fps: 1e6, backend: ['broken'] };
  const bad = await compile({ model: tiny(), plugins, config, onError: (error) => void thrown.push(error) });
  expect(bad).toMatchObject({ exitCode: 2, diagnostics: [{ code: 'FINNC5604' }] });
  expect(bad.diagnostics[0]?.message).toContain("backend 'broken' of plugin 'acme' failed: no licence");
  expect(thrown).toHaveLength(1);
});

it('puts a pass of a plugin where the pipeline says, with the configuration’s folding', async () => {
  const seen: string[] = [];
  const look = definePass({
    name: 'look',
    summary: 'Looks.',
    needs: 'integer',
    run: (graph) => void seen.push(graph.name),
  });
  const plugins = [definePlugin({ name: 'acme', passes: [look] })];
  const pipeline = 'tidy-up,streamline,look,narrow,convert-to-hw,fold,insert-streams';
  const { exitCode, report, steps } = await compile({ model: tiny(), plugins, config: { board, fps: 2e7, pipeline } });
  expect(exitCode).toBe(0);
  expect(seen).toEqual(['model']);
  expect(steps.map(({ step }) => step)).toContain('look');
  expect(report?.performance?.throughputFps).toBeGreaterThanOrEqual(2e7);
});

it('builds a float input for raw integers, with the normalisation absorbed', async () => {
  const model = generated['unit-input.onnx']?.() ?? new Uint8Array();
  const config = { board, fps: 1e6, backend: [] };
  const raw = await compile({ model, config: { ...config, inputType: 'uint8', normalize: '1/255' } });
  expect(raw).toMatchObject({ exitCode: 0 });
  expect(raw.graph?.inputs[0]?.type.elem.name).toBe('uint8');
  expect(raw.graph?.metadata.has('finnc.normalize')).toBe(false);
  const hosted = await compile({ model, config: { ...config, normalize: '1/255' } });
  expect(hosted.graph?.inputs[0]?.type.elem.name).toBe('float32');
  expect(hosted.graph?.metadata.get('finnc.normalize')).toBe('1/255');
});

it('does not build an integer input for another type', async () => {
  const result = await compile({ model: tiny(), config: { board, inputType: 'int4' } });
  expect(result).toMatchObject({ exitCode: 2, diagnostics: [{ code: 'FINNC5018' }] });
});

it('gives a backend of a plugin the stage that it asks for', async () => {
  const notes = defineBackend({
    name: 'notes',
    summary: 'How many integer operations there are.',
    needs: 'integer',
    emit: (graph) => new Map([['notes.txt', String(graph.size)]]),
  });
  const plugins = [definePlugin({ name: 'acme', backends: [notes] })];
  const built = (config: CompileConfig) =>
    compile({ model: tiny(), config: { board, backend: ['notes'], ...config }, plugins });
  for (const config of [{ pipeline: 'tidy-up,streamline,partition-host,narrow' }, { stopStep: 'narrow' }] as const) {
    const { exitCode, files, steps } = await built(config);
    expect(exitCode).toBe(0);
    expect(steps.map(({ step }) => step)).toEqual([
      'import',
      'tidy-up',
      'streamline',
      'partition-host',
      'narrow',
      'emit-notes',
    ]);
    expect(files.get('notes.txt')).toBe('3');
  }
  const early = await compile({
    model: tiny(),
    config: { board, backend: ['final'], stopStep: 'narrow' },
    plugins: [definePlugin({ name: 'acme', backends: [defineBackend({ ...notes, name: 'final', needs: 'folded' })] })],
  });
  expect(early).toMatchObject({ exitCode: 2, diagnostics: [{ code: 'FINNC3201' }] });
});
