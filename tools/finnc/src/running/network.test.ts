import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execute, float32, Registry, tensor, type Tensor } from '@finnc/ir';
import { loadModel } from '@finnc/frontend';
import { describe, expect, it } from 'vitest';
import { generated } from '../cases.test.support.ts';
import { compile } from '../compile.ts';
import type { CompileResult } from '../compile-options.ts';
import { writeOutput } from '../output-folder.ts';
import { standardPlugins } from '../standard.ts';
import { compiledNetwork } from './compiled-network.ts';
import { partitionJson, readPartition, partitionFile } from './partition-file.ts';
import { loadRunnable } from './runnable.ts';

const registry = new Registry(standardPlugins);
const isInstalled = await import('onnxruntime-node').then(
  () => true,
  () => {
    console.warn('onnxruntime-node is not installed: networks with a host part are not run');
    return false;
  },
);

const model = (name: string): Uint8Array => generated[name]?.() ?? new Uint8Array();
const build = (name: string, allowHost = false): Promise<CompileResult> =>
  compile({ model: model(name), file: name, config: { board: 'Ultra96', fps: 1000, allowHost } });
const frame = (values: readonly number[]): Tensor => tensor(float32, [1, 8], Float32Array.from(values));
const frames = [frame([0, 1, 2, 3, 250, 251, 254, 255]), frame([9, 80, 0, 33, 1, 7, 200, 100])];

/** What the source model gives, by the reference. */
function expected(name: string): readonly (readonly number[])[] {
  const { graph } = loadModel(model(name), registry.importers);
  return frames.map((feed) => {
    const [output] = execute(graph!, [feed], { arithmetic: 'float32' });
    return Array.from(output!.data);
  });
}

function expectClose(found: readonly (readonly Tensor[])[], name: string): void {
  expected(name).forEach((wanted, i) => {
    const data = Array.from(found[i]![0]!.data);
    expect(data).toHaveLength(wanted.length);
    wanted.forEach((value, k) => {
      expect(data[k]!).toBeCloseTo(value, 6);
    });
  });
}

describe.skipIf(!isInstalled)('a network with a part on the host', () => {
  it.each([
    ['softmax.onnx', false, ['host/post.onnx', 'host/partition.json']],
    ['float.onnx', true, ['host/pre.onnx', 'host/partition.json']],
  ])('gives what the source model gives: %s', async (name, allowHost, files) => {
    const result = await build(name, allowHost);
    expect(result.exitCode).toBe(0);
    expect([...result.files.keys()].filter((path) => path.startsWith('host/'))).toEqual(files);
    const network = await compiledNetwork(result, registry);
    expectClose(await network.value!.run(frames.map((feed) => [feed])), name);
  });

  it.each([
    ['softmax.onnx', false],
    ['float.onnx', true],
  ])('runs from the folder of a build: %s', async (name, allowHost) => {
    const folder = mkdtempSync(join(tmpdir(), 'finnc-host-'));
    try {
      await writeOutput(folder, 'out', (await build(name, allowHost)).files);
      const options = { plugins: [], check: 0, allowHost };
      const { runnable, diagnostics } = await loadRunnable(folder, 'out', options);
      expect(diagnostics).toEqual([]);
      expectClose(await runnable!.run(frames.map(({ data }) => [Float32Array.from(data)])), name);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

it('a partition file that is broken is a diagnostic', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'finnc-host-'));
  try {
    const { files } = await build('softmax.onnx');
    await writeOutput(folder, 'out', new Map([...files, ['host/partition.json', '{}']]));
    const { diagnostics } = await loadRunnable(folder, 'out', { plugins: [], check: 0, allowHost: false });
    expect(diagnostics).toMatchObject([{ code: 'FINNC5052' }]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('what is in a split is read again as it was written', async () => {
  const { host, graph } = await build('softmax.onnx');
  const read = readPartition(partitionJson(host!, graph));
  expect(read).toMatchObject({ ...partitionFile(host!, graph) });
  expect(read?.notInHardware).toMatchObject([{ node: 'Softmax_z', op: 'qnn.softmax' }]);
  expect(readPartition('{"format": 2}')).toBeUndefined();
  expect(readPartition('nothing')).toBeUndefined();
});

it('the report has what is not in hardware, as text and as JSON', async () => {
  const { files, report } = await build('softmax.onnx');
  expect(report?.notInHardware).toHaveLength(1);
  expect(files.get('report/report.txt')).toContain('not in hardware: 1 op\n  Softmax_z (qnn.softmax)  ');
  expect(JSON.parse(String(files.get('report/report.json')))).toMatchObject({ notInHardware: [{ op: 'qnn.softmax' }] });
});
