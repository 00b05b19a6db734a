import { execFile } from 'node:child_process';
import type { Console } from '../console.ts';
import { exitCodes, type ExitCode } from '../exit-code.ts';
import { entry } from '../terminal.ts';
import { version } from '../version.ts';

export interface EnvironmentFlags extends Readonly<Record<string, unknown>> {
  readonly env?: boolean;
  readonly json?: boolean;
}

/** A program that finnc can use, and what for; all are optional. */
interface Tool {
  readonly name: string;
  readonly arguments: readonly string[];
  readonly use: string;
  /** Text for standard input, for a program without a version option. */
  readonly input?: string;
}

const tools: readonly Tool[] = [
  { name: 'g++', arguments: ['--version'], use: 'compiles and runs the emitted C++: make -C hls csim' },
  { name: 'make', arguments: ['--version'], use: 'make -C hls csim' },
  { name: 'python3', arguments: ['--version'], use: 'trains and exports models' },
  { name: 'tclsh', arguments: [], input: 'puts [info patchlevel]', use: 'checks the emitted Tcl' },
  { name: 'verilator', arguments: ['--version'], use: 'simulates Verilog' },
  { name: 'yosys', arguments: ['-V'], use: 'open synthesis' },
  { name: 'vitis_hls', arguments: ['-version'], use: 'synthesises the emitted C++' },
  { name: 'vitis-run', arguments: ['--version'], use: 'synthesises the emitted C++, from 2024.2 on' },
  { name: 'vivado', arguments: ['-version'], use: 'places and routes' },
];

/** `finnc doctor` without a model: which finnc and Node run here; with --env, which optional tools are on the PATH. */
export async function environment(console: Console, flags: EnvironmentFlags): Promise<ExitCode> {
  const wanted = flags.env ? tools : [];
  const found = await Promise.all(wanted.map(async (tool) => ({ ...tool, version: await versionOf(tool) })));
  const rows = [
    { name: 'finnc', version, use: '' },
    { name: 'node', version: process.version.slice(1), use: 'the only thing that is needed' },
    ...found.map(({ name, version: own, use }) => ({ name, version: own, use })),
  ];
  if (flags.json) console.out.write(`${JSON.stringify(rows, undefined, 2)}\n`);
  else {
    const width = Math.max(...rows.map(({ name }) => name.length));
    for (const row of rows) {
      const use = row.use === '' ? '' : `  (${row.use})`;
      console.out.write(`${entry(row.name.padEnd(width), row.version ?? 'not found')}${use}\n`);
    }
  }
  return exitCodes.ok;
}

/** The first version number that a program prints, or undefined if it cannot be run. */
function versionOf({ name, arguments: args, input }: Tool): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = execFile(name, args, { timeout: 10_000 }, (error, stdout, stderr) => {
      if (error && 'code' in error && error.code === 'ENOENT') resolve(undefined);
      else resolve(/\d+\.\d+(\.\d+)?/.exec(stdout + stderr)?.[0] ?? 'found');
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input ?? '');
  });
}
