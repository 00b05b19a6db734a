import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  hasErrors,
  renderDiagnostic,
  type Diagnostic,
  type Files,
  type Graph,
  type Registry,
  type Vector,
} from '@finnc/ir';
import { identifier } from '@finnc/ir/hw';
import { rtlBackend } from '../backend.ts';

const run = promisify(execFile);

/** Whether a tool answers; says so once where it does not, so that skipped tests are no mystery. */
function answers(tool: string, flag: string, skipped: string): () => boolean {
  let found: boolean | undefined;
  return () => {
    if (found === undefined) {
      found = spawnSync(tool, [flag]).status === 0;
      if (!found) console.warn(`${tool} was not found: ${skipped} (apt-get install ${tool})`);
    }
    return found;
  };
}
export const hasVerilator = answers('verilator', '--version', 'tests that simulate RTL are skipped');
export const hasIcarus = answers('iverilog', '-V', 'tests that simulate RTL a second time are skipped');
export const hasYosys = answers('yosys', '-V', 'tests that read RTL with a synthesiser or prove it are skipped');

/** What a bench prints. Cycles are counted from the first in which a word can enter. */
export interface BenchResult {
  readonly design: string;
  readonly frames: number;
  readonly mismatches: number;
  readonly firstOutput: number;
  readonly lastOutput: number;
  readonly interval: number;
  readonly stuck: number;
  /** Most words that each queue held, by the name of its channel. */
  readonly fifos: Readonly<Record<string, number>>;
}

/** The files of a graph in the folded stage; throws if it cannot be emitted. */
export function emitRtl(graph: Graph, registry: Registry, vectors: readonly Vector[]): Files {
  const diagnostics: Diagnostic[] = [];
  const [board] = registry.boards;
  if (!board) throw new Error('no plugin brings a board');
  const files = rtlBackend.emit(graph, {
    ask: (facet, node, cx) => registry.ask(facet, node, cx),
    report: (diagnostic) => void diagnostics.push(diagnostic),
    target: { board, clockMhz: board.clockMhz, cost: 'finnc' },
    vectors,
  });
  if (hasErrors(diagnostics)) throw new Error(diagnostics.map(renderDiagnostic).join('\n'));
  return files;
}

/** Designs in one simulation. */
export interface Simulation {
  /** Runs frames through each design; results in the order of the designs. */
  run(frames: number, stalls?: boolean): Promise<BenchResult[]>;
  /** The folder, with the files of design i below `<i>/`. */
  readonly folder: string;
  dispose(): void;
}

/**
 * Builds one Verilator simulation of several designs: a compiler run costs more than a small design.
 *
 * @param designs   graphs, no two of one name, in the folded stage, with their golden vectors
 * @param optimise  g++'s -O: 0 compiles fast, 1 pays for whole networks
 * @throws Error if a design cannot be emitted, or Verilator has a warning other than of unused signals
 */
export async function simulate(
  designs: readonly { readonly graph: Graph; readonly vectors: readonly Vector[] }[],
  registry: Registry,
  optimise: 0 | 1 = 0,
): Promise<Simulation> {
  const folder = mkdtempSync(path.join(tmpdir(), 'finnc-rtl-'));
  const dispose = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const names = designs.map(({ graph }) => `${identifier(graph.name)}_top`);
    if (new Set(names).size < names.length) throw new Error(`designs of one name among ${names.join(', ')}`);
    const sources = new Set<string>();
    designs.forEach(({ graph, vectors }, i) => {
      for (const [name, content] of emitRtl(graph, registry, vectors)) {
        const own = name.replace(/^rtl\//, '');
        const shared = own.startsWith('lib/') || /^tb\/(finnc_|main)/.test(own);
        const file = shared ? own : `${i}/${own}`;
        if (/\.(sv|cpp)$/.test(own) && !own.endsWith('_tb.sv')) sources.add(file);
        // Paths in the sources are those of a project on its own.
        const text = typeof content === 'string' ? content.replaceAll(/"(mem|tb\/vectors)\//g, `"${i}/$1/`) : content;
        mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
        writeFileSync(path.join(folder, file), /\.sv$/.test(own) && !shared ? text : content);
      }
    });
    writeFileSync(path.join(folder, 'together.sv'), together(names));
    const flags = ['--cc', '--exe', '--build', '-Wall', '-Wno-UNUSED', '-Wno-BLKSEQ', '-DFINNC_BENCH'];
    const top = ['--prefix', 'Vbench', '--top-module', 'together', '--Mdir', 'build'];
    const levels = ['OPT_FAST', 'OPT_SLOW', 'OPT_GLOBAL'].flatMap((kind) => ['-MAKEFLAGS', `${kind}=-O${optimise}`]);
    await run('nice', ['-n', '19', 'verilator', ...flags, ...top, ...levels, ...sources, 'together.sv'], {
      cwd: folder,
      maxBuffer: 1 << 26,
    });
    return {
      folder,
      dispose,
      async run(frames, stalls = false) {
        const args = [`+frames=${frames}`, `+stalls=${Number(stalls)}`];
        const printed = await run(path.join(folder, 'build/Vbench'), args, { cwd: folder }).catch((error: unknown) => {
          // Mismatches end the program with 1; what it printed says where.
          const { stdout } = error as { stdout?: string };
          if (!stdout) throw error;
          return { stdout };
        });
        const results = printed.stdout
          .split('\n')
          .filter((line) => line.startsWith('{'))
          .map((line) => JSON.parse(line) as BenchResult);
        return names.map((name) => {
          const result = results.find(({ design }) => design === name);
          if (!result) throw new Error(`${name} printed nothing: ${printed.stdout}`);
          return result;
        });
      },
    };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** A bench of benches, done when all are. */
function together(names: readonly string[]): string {
  const each = names.map(
    (name, i) =>
      `  ${name}_bench bench_${i} (.clk(clk), .rst_n(rst_n), .done(all_done[${i}]), .failed(all_failed[${i}]));`,
  );
  return `module together (input logic clk, input logic rst_n, output logic done, output logic failed);
  logic [${names.length - 1}:0] all_done, all_failed;
  assign done = &all_done;
  assign failed = |all_failed;
${each.join('\n')}
endmodule
`;
}
