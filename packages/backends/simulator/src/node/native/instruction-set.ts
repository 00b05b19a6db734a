import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Instructions that the native engine is compiled for. */
export interface InstructionSet {
  readonly name: string;
  /** As a user knows it. */
  readonly label: string;
  readonly vectorBytes: number;
  readonly flags: readonly string[];
  /** What the CPU must have, as Linux names it. */
  readonly needs: readonly string[];
}

/** The widest first. Generic vectors of 128 bits are what every compiler makes the best of: SSE2, NEON, or words. */
export const instructionSets: readonly InstructionSet[] = [
  {
    name: 'avx512',
    label: 'AVX-512',
    vectorBytes: 64,
    flags: [
      '-mavx512f',
      '-mavx512bw',
      '-mavx512vl',
      '-mavx512dq',
      '-mavx512vbmi',
      '-mavx512vpopcntdq',
      '-mavx512vnni',
      '-mgfni',
      '-mbmi2',
      '-mpopcnt',
    ],
    needs: [
      'avx512f',
      'avx512bw',
      'avx512vl',
      'avx512dq',
      'avx512vbmi',
      'avx512_vpopcntdq',
      'avx512_vnni',
      'gfni',
      'bmi2',
      'popcnt',
    ],
  },
  {
    name: 'avx512bw',
    label: 'AVX-512',
    vectorBytes: 64,
    flags: ['-mavx512f', '-mavx512bw', '-mavx512vl', '-mavx512dq', '-mbmi2', '-mpopcnt'],
    needs: ['avx512f', 'avx512bw', 'avx512vl', 'avx512dq', 'bmi2', 'popcnt'],
  },
  {
    name: 'avx2',
    label: 'AVX2',
    vectorBytes: 32,
    flags: ['-mavx2', '-mbmi2', '-mpopcnt'],
    needs: ['avx2', 'bmi2', 'popcnt'],
  },
  {
    name: 'generic',
    label: process.arch === 'arm64' ? 'NEON' : '128 bits',
    vectorBytes: 16,
    flags: [],
    needs: [],
  },
];

/** What the CPU of this machine has, as Linux names it; nothing where that cannot be told, so that the generic engine runs. */
export function cpuFeatures(): ReadonlySet<string> {
  if (process.arch !== 'x64') return new Set();
  try {
    if (process.platform === 'linux') {
      const flags = /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? '';
      return new Set(flags.trim().split(/\s+/));
    }
    if (process.platform === 'darwin') {
      const names = ['machdep.cpu.features', 'machdep.cpu.leaf7_features'];
      const flags = execFileSync('sysctl', ['-n', ...names], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
      return new Set(flags.trim().toLowerCase().split(/\s+/));
    }
  } catch {
    // A machine that does not tell is taken for the least.
  }
  return new Set();
}

/** Sets that run on a CPU, the widest first. */
export const usableSets = (features: ReadonlySet<string>): readonly InstructionSet[] =>
  instructionSets.filter(({ needs }) => needs.every((need) => features.has(need)));
