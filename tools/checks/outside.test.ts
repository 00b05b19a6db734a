import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { packAll, type PackedWorkspace } from './support/packed.ts';
import { published, root, workspaces } from './support/workspace.ts';

const examples = workspaces.filter(({ dir }) => dir.startsWith('examples/plugins/'));
const model = path.join(root, 'examples/models/tfc-w1a1.onnx.gz');

/** A plugin of one file, as somebody writes it who has `npm install finnc` behind them. */
const ownPlugin = `import { definePass, definePlugin, type Graph } from 'finnc/plugin';

const countNodes = definePass({
  name: 'count-nodes',
  summary: 'Leave the number of nodes in the metadata.',
  needs: 'integer',
  run(graph: Graph) {
    graph.metadata.set('nodes', String(graph.size));
  },
});

export default definePlugin({ name: 'my-plugin', passes: [countNodes] });
`;

const program = `import { readFileSync } from 'node:fs';
import { compile } from 'finnc';
import flip from 'finnc-layer-flip';

const { exitCode, graph, files } = await compile({
  model: readFileSync(process.argv[2]),
  plugins: [flip],
  config: { board: 'Pynq-Z1', fps: 1000, backend: ['report'] },
});
console.log(JSON.stringify({ exitCode, layers: graph.size > 0, report: files.has('report/report.json') }));
`;

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

// Installed by npm from tarballs in a folder of its own: nothing of the workspace can be reached by hoisting.
describe('a project outside the workspace', { timeout: 170_000 }, () => {
  let packed: PackedWorkspace;
  let project = '';
  let offline: string | undefined;

  const run = (command: string, args: readonly string[]): Outcome =>
    spawnSync(command, args, {
      cwd: project,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1', NODE_OPTIONS: '', npm_config_update_notifier: 'false' },
    });
  const finnc = (...args: readonly string[]): Outcome => run('npx', ['--no-install', 'finnc', ...args]);
  const needsNetwork = ({ skip }: TestContext): void => {
    if (offline !== undefined) skip(`npm could not reach its registry: ${offline}`);
  };

  beforeAll(() => {
    packed = packAll([...published, ...examples]);
    project = path.join(packed.dir, 'project');
    mkdirSync(project);
    writeFileSync(path.join(project, 'package.json'), '{ "name": "outside", "private": true, "type": "module" }\n');
    const tarballs = packed.packages.map(({ tarball }) => tarball);
    const flags = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    const { status, stderr } = run('npm', ['install', ...flags, ...tarballs]);
    if (status !== 0 && /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT/.test(stderr)) {
      offline = stderr.split('\n')[0] ?? 'no network';
      console.log(`the checks outside the workspace are skipped: ${offline}`);
    } else if (status !== 0) throw new Error(`npm install failed:\n${stderr}`);
  }, 170_000);
  afterAll(() => {
    packed.remove();
  });

  it('has one copy of each of our packages', (cx) => {
    needsNetwork(cx);
    const { stdout } = run('npm', ['ls', '--all', '--parseable', '--loglevel=silent']);
    const ours = stdout.split('\n').filter((line) => /node_modules[\\/](@finnc[\\/][\w-]+|finnc)$/.test(line));
    expect(ours).toHaveLength(published.length);
    expect(ours.filter((line) => !line.startsWith(project))).toEqual([]);
  });

  it('builds with a backend from a package', (cx) => {
    needsNetwork(cx);
    const { status, stderr } = finnc(
      'build',
      model,
      '--board',
      'ZC706',
      '--fps',
      '1000',
      '--backend',
      'report,power',
      '--plugin',
      'finnc-backend-power',
      '--out',
      'power',
    );
    expect(status, stderr).toBe(0);
    expect(stderr).not.toMatch(/^(error|warning|note) /m);
    const lines = readFileSync(path.join(project, 'power/power.jsonl'), 'utf8').trim().split('\n');
    const layers = lines.map(
      (line) => JSON.parse(line) as { readonly layer: string; readonly milliwatts: number | null },
    );
    expect(layers.map(({ layer }) => layer)).toContain('MVAU_3');
    expect(layers.filter(({ milliwatts }) => milliwatts === null)).toEqual([]);
  });

  it('builds with a pass from a package', (cx) => {
    needsNetwork(cx);
    const pipeline = 'tidy-up,streamline,drop-constant-neurons,narrow,convert-to-hw,fold,insert-streams';
    const graph = path.join(root, 'examples/plugins/pass-constant-neurons/saturated.fnir');
    const plugin = ['--plugin', 'finnc-pass-constant-neurons', '--pipeline', pipeline];
    const { status, stdout, stderr } = finnc('build', graph, '--board', 'ZC706', ...plugin, '--out', 'pass');
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('Running step: drop-constant-neurons [4/');
    expect(stderr).toContain('note NEURON1: 2 of 4 neurons never change and are dropped');
  });

  it('builds with a layer from a package, whose C++ header comes along', (cx) => {
    needsNetwork(cx);
    const graph = path.join(root, 'examples/plugins/layer-flip/pool-then-norm.fnir');
    const alone = finnc('build', graph, '--board', 'ZC706', '--out', 'alone');
    expect(alone.stdout, `without the plugin: ${alone.stderr}`).toContain('ChannelwiseOp_0');
    const { status, stdout, stderr } = finnc(
      'build',
      graph,
      '--board',
      'ZC706',
      '--plugin',
      'finnc-layer-flip',
      '--out',
      'layer',
    );
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('ChannelFlip_0');
    expect(existsSync(path.join(project, 'layer/hls/src/acme/flip.hpp'))).toBe(true);
  });

  it('builds with a plugin in one TypeScript file, which also type-checks there', (cx) => {
    needsNetwork(cx);
    writeFileSync(path.join(project, 'my-plugin.ts'), ownPlugin);
    const pipeline = 'tidy-up,streamline,count-nodes,narrow,convert-to-hw,fold,insert-streams';
    const { status, stdout } = finnc(
      'build',
      model,
      '--board',
      'ZC706',
      '--plugin',
      './my-plugin.ts',
      '--pipeline',
      pipeline,
      '--print-after',
      'count-nodes',
      '--out',
      'own',
    );
    expect(status, stdout).toBe(0);
    expect(stdout).toMatch(/metadata "nodes" = "\d+"/);
    const tsc = path.join(root, 'node_modules/typescript-7/bin/tsc');
    const flags = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2023',
      '--skipLibCheck',
      '--types',
      '',
    ];
    expect(run(process.execPath, [tsc, ...flags, 'my-plugin.ts'])).toMatchObject({ status: 0, stdout: '' });
  });

  it('compiles by the library', (cx) => {
    needsNetwork(cx);
    writeFileSync(path.join(project, 'program.js'), program);
    const { stdout, stderr } = run(process.execPath, ['program.js', model]);
    expect(stdout, stderr).toBe('{"exitCode":0,"layers":true,"report":true}\n');
  });
});
