import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { emitRtl, hasVerilator, hasYosys } from '@finnc/backend-rtl/testing';
import { periodByEvent, runByEvent, intervalOf } from '@finnc/cycles';
import { type Files, type Registry } from '@finnc/ir';
import { identifier } from '@finnc/ir/hw';
import { actorNetwork, type CorpusModel } from 'finnc/corpus';
import { cell, markdownTable } from '../markdown.ts';
import { compileModel } from '../scoreboard/compile-model.ts';

/** What became of a model as RTL; a tool that is not there has no verdict. */
export interface EmittedModel {
  readonly model: string;
  /** Of the design; absent where nothing of the model is hardware. */
  readonly layers?: number;
  readonly emitted?: boolean;
  readonly lint?: boolean;
  readonly yosys?: boolean;
  /** Cycles of one frame by itself, and between frames. */
  readonly firstOutput?: number;
  readonly lastOutput?: number;
  readonly interval?: number;
  readonly problem?: string;
}

/** Frames after which an interval that has not come twice is not looked for. */
const frameLimit = 24;

export async function emitModel(model: CorpusModel, registry: Registry): Promise<EmittedModel> {
  const { graph, diagnostics } = await compileModel(model);
  const error = diagnostics.find(({ severity }) => severity === 'error');
  if (!graph)
    return { model: model.name, problem: error ? `${error.code}: ${error.message}` : 'the host runs all of it' };
  const layers = graph.order().filter(({ op }) => op.name !== 'hw.fifo').length;
  try {
    const files = emitRtl(graph, registry, []);
    const network = actorNetwork(graph, registry);
    const { firstOutput, lastOutput } = runByEvent(network, { frames: 1 });
    const period = periodByEvent(network, frameLimit);
    const readers = readBy(files, `${identifier(graph.name)}_top`);
    const interval = typeof period === 'string' ? {} : { interval: intervalOf(period) };
    return { model: model.name, layers, emitted: true, ...readers, firstOutput, lastOutput, ...interval };
  } catch (problem) {
    return { model: model.name, layers, emitted: false, problem: String(problem).split('\n')[0]! };
  }
}

/** Whether Verilator has no warning but of signals that are not used, and Yosys elaborates all of it. */
function readBy(files: Files, top: string): Pick<EmittedModel, 'lint' | 'yosys' | 'problem'> {
  const folder = mkdtempSync(path.join(tmpdir(), 'finnc-rtl-'));
  try {
    for (const [name, content] of files) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), content);
    }
    const cwd = path.join(folder, 'rtl');
    const run = (tool: string, ...args: string[]): string => {
      const { status, stdout, stderr } = spawnSync('nice', [tool, ...args], { cwd, encoding: 'utf8' });
      return status === 0 && stdout + stderr === '' ? '' : `${tool}: ${(stdout + stderr).trim().split('\n')[0] ?? ''}`;
    };
    const read = `read_verilog -sv -defer lib/*.sv src/*.sv; hierarchy -check -top ${top}`;
    const lint = hasVerilator() ? run('make', '-s', 'lint') : undefined;
    const yosys = hasYosys() ? run('yosys', '-q', '-p', read) : undefined;
    const problem = lint || yosys;
    return {
      ...(lint === undefined ? {} : { lint: lint === '' }),
      ...(yosys === undefined ? {} : { yosys: yosys === '' }),
      ...(problem ? { problem } : {}),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const mark = (verdict: boolean | undefined): string => (verdict === undefined ? '' : verdict ? '✓' : '✗');
const count = (value: number | undefined): string => value?.toLocaleString('en-US') ?? '';

export function corpusTable(rows: readonly EmittedModel[]): string {
  const designs = rows.filter(({ layers }) => layers !== undefined);
  const right = designs.filter(({ emitted, lint, yosys }) => emitted && lint !== false && yosys !== false);
  const cells = rows.map((row) => [
    row.model,
    count(row.layers),
    mark(row.emitted),
    mark(row.lint),
    mark(row.yosys),
    count(row.firstOutput),
    count(row.lastOutput),
    count(row.interval),
    cell(row.problem ?? ''),
  ]);
  const head = ['model', 'layers', 'RTL', 'lint', 'Yosys', 'first output', 'last output', 'interval', 'why not'];
  return `# RTL of a corpus

Written by \`npm run bench -- rtl-corpus --data DIR --write\`; not edited by hand. Designs for 300 frames a second at their board's
clock. _Lint_: Verilator with all warnings but of unused signals has none. _Yosys_: every file is read and the design elaborated.
Cycles are those of the model: first and last word out of one frame by itself, and between frames once a state repeats
(empty: not within ${frameLimit} frames).

${rows.length} models, ${designs.length} with hardware: ${right.length} emitted and read without a complaint

${markdownTable(head, cells)}
`;
}
