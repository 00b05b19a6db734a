import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What one core can do with vectors of one width. */
export interface Limits {
  /** Bytes of a vector. */
  readonly width: number;
  /** Logical operations on whole vectors, a second. */
  readonly logic: number;
  /** Counts of the bits of whole vectors, a second; 0 where it was not measured. */
  readonly popcount: number;
  /** Multiply-accumulates of bytes, a second; 0 where there is no instruction for it. */
  readonly dot: number;
  /** Bytes a second read over and over from 16 kB, 512 kB and 8 MB. */
  readonly l1: number;
  readonly l2: number;
  readonly l3: number;
}

export interface LimitRow {
  readonly name: string;
  /** Absent where it could not be measured. */
  readonly limits?: Limits;
  readonly note?: string;
}

const x86 = [
  { name: 'AVX-512', needs: 'avx512f', options: ['-march=native', '-DWIDTH=64'] },
  { name: 'AVX2', needs: 'avx2', options: ['-mavx2', '-mpopcnt', '-DWIDTH=32'] },
  { name: '128 bits', needs: 'avx', options: ['-mavx', '-mpopcnt', '-DWIDTH=16'] },
] as const;
const arm = [{ name: 'NEON', needs: '', options: ['-DWIDTH=16'] }] as const;

/** Compiles `limits.c` for each instruction set and runs it; a row without limits says why. */
export function measureLimits(): LimitRow[] {
  const compiler = compilerFound();
  return (process.arch === 'arm64' ? arm : x86).map(({ name, needs, options }) => {
    if (compiler === undefined) return { name, note: 'no C compiler was found (cc, gcc or clang)' };
    if (!cpuFlags().has(needs) && needs !== '') return { name, note: `this CPU has no ${name}` };
    return { name, ...measured(compiler, options) };
  });
}

function measured(compiler: string, options: readonly string[]): Omit<LimitRow, 'name'> {
  const folder = mkdtempSync(path.join(tmpdir(), 'finnc-limits-'));
  try {
    const program = path.join(folder, 'limits');
    const source = path.join(import.meta.dirname, 'limits.c');
    const compiled = spawnSync(compiler, ['-O2', ...options, source, '-o', program], { encoding: 'utf8' });
    if (compiled.status !== 0) return { note: `${compiler} failed: ${firstLine(compiled.stderr)}` };
    const { stdout, status, stderr } = spawnSync(program, { encoding: 'utf8' });
    return status === 0
      ? { limits: JSON.parse(stdout) as Limits }
      : { note: `the program failed: ${firstLine(stderr)}` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function compilerFound(): string | undefined {
  const wanted = process.env['CC'];
  return [...(wanted === undefined ? [] : [wanted]), 'cc', 'gcc', 'clang'].find(
    (name) => spawnSync(name, ['--version']).status === 0,
  );
}

/** What /proc says of the first core; on other systems nothing, and only what needs no flag is measured. */
export function cpuFlags(): ReadonlySet<string> {
  if (!existsSync('/proc/cpuinfo')) return new Set();
  const line = /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'));
  return new Set(line?.[1]?.trim().split(/\s+/));
}

const firstLine = (text: string): string => text.split('\n')[0] ?? '';
