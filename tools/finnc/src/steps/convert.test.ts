import { parseGraph, Registry, type Graph } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import { compile } from '../compile.ts';
import type { CompileConfig } from '../compile-options.ts';
import { standardPlugins } from '../standard.ts';

const { ops } = new Registry(standardPlugins);

/** Two dense layers, and between them a transposition that mixes what they stream. */
function network(origin: string): Graph {
  const weights = (rows: number, columns: number): string =>
    Array.from({ length: rows * columns }, (_, i) => ((i * 3) % 5) - 2).join(', ');
  const { graph, diagnostics } = parseGraph(
    `fnir 1
graph(%x: int4[1,3,8]) {
  %w = const int3[8,4] [${weights(8, 4)}]
  %a = qnn.mat_mul(%x, %w) {outType = int8}${origin === '' ? '' : ' from "first"'}
  %s = const float32[] [2]
  %z = const float32[] [0]
  %q = qnn.quant(%a, %s, %z) {bits = 4, signed = true}${origin === '' ? '' : ' from "quantiser"'}
  %t = qnn.transpose(%q) {perm = [0, 2, 1]}${origin === '' ? '' : ` from "${origin}"`}
  %v = const int3[3,2] [${weights(3, 2)}]
  %y = qnn.mat_mul(%t, %v) {outType = int8}${origin === '' ? '' : ' from "second"'}
  return %y
}`,
    ops,
  );
  if (!graph) throw new Error(diagnostics.map(({ message }) => message).join());
  return graph;
}

const built = (origin: string, config: CompileConfig = {}) =>
  compile({ model: network(origin), config: { board: 'Ultra96', stopStep: 'convert-to-hw', ...config } });

describe('an integer operation that no layer takes', () => {
  it('goes to the host with the reason, and the rest is hardware', async () => {
    const { exitCode, host, graph, checked } = await built('turn');
    expect(exitCode).toBe(0);
    expect(host?.operations.map(({ node, op }) => [node, op])).toContainEqual(['turn', 'qnn.transpose']);
    expect(host?.operations.find(({ node }) => node === 'turn')?.reason).toContain('order of elements');
    expect(graph?.order().map(({ name }) => name)).toEqual(['MVAU_0']);
    expect(checked.states).toBeGreaterThan(4);
  });

  it('is an error where hardware is required', async () => {
    const { exitCode, diagnostics } = await built('turn', { requireHardware: true });
    expect(exitCode).toBe(3);
    expect(diagnostics.map(({ code }) => code)).toContain('FINNC3121');
  });

  it('is an error where nothing tells which operation of the model it was', async () => {
    const { exitCode, diagnostics } = await built('');
    expect(exitCode).toBe(3);
    expect(diagnostics.map(({ code }) => code)).toContain('FINNC3103');
  });
});

describe('in a pipeline', () => {
  const codes = async (pipeline: string): Promise<readonly string[]> =>
    (await built('turn', { pipeline, backend: [] })).diagnostics.map(({ code }) => code);

  it('nothing is split again: it is an error', async () => {
    expect(await codes('tidy-up,streamline,partition-host,narrow,convert-to-hw')).toContain('FINNC3103');
  });

  it('the options of partition-host hold', async () => {
    const { graph } = parseGraph('fnir 1\ngraph(%x: float32[1,4]) { %y = qnn.softmax(%x) {axis = 1} return %y }', ops);
    const run = (options: string) =>
      compile({
        model: graph!,
        config: { board: 'Ultra96', pipeline: `streamline,partition-host${options}`, backend: [] },
      });
    expect((await run('')).exitCode).toBe(3);
    expect(await run('{allow-host=true}')).toMatchObject({ exitCode: 0, host: { hasHardware: false } });
  });
});
