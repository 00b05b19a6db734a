import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { emitRtl } from '@finnc/backend-rtl/testing';
import type { Graph, Registry } from '@finnc/ir';
import { identifier } from '@finnc/ir/hw';

/** What nextpnr reports of a routed design. */
export interface Routed {
  readonly lut4: number;
  readonly ff: number;
  /** Blocks of 18 kb. */
  readonly blockRam: number;
  readonly multipliers: number;
  /** Clock between registers that the routed design reaches, MHz. */
  readonly fmax: number;
  /** Cells and delays of the slowest path between registers, a line each. */
  readonly criticalPath: readonly string[];
}

export interface Settings {
  readonly yosys: string;
  readonly nextpnr: string;
  /** Products in multipliers rather than in LUTs. */
  readonly multipliers?: boolean;
  /** The clock that placement strives for. */
  readonly megahertz?: number;
  /** Of the placement: results differ by some per cent from seed to seed. */
  readonly seed?: number;
}

/** Speed grade 6 is the slowest of the family. */
const DEVICE = ['--85k', '--package', 'CABGA756', '--speed', '6'];

function call(folder: string, program: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync('nice', ['-n', '19', program, ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${(stderr || stdout).slice(-2000)}`);
  return stdout;
}

/** The first line in which a tool tells its version. */
export const versionOf = (program: string): string => {
  const { stdout, stderr } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return /Yosys [\d.]+|nextpnr-[\d.]+/.exec(`${stdout} ${stderr}`)?.[0] ?? 'version unknown';
};

/**
 * Synthesises the RTL of a folded graph with Yosys and places and routes it with nextpnr, for the slowest LFE5U-85F.
 */
export function placeAndRoute(
  graph: Graph,
  registry: Registry,
  { yosys, nextpnr, multipliers = false, megahertz = 150, seed = 1 }: Settings,
): Routed {
  const folder = mkdtempSync(path.join(tmpdir(), 'finnc-ecp5-'));
  try {
    for (const [name, content] of emitRtl(graph, registry, [])) {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    const project = path.join(folder, 'rtl');
    const top = `${identifier(graph.name)}_top`;
    const synthesis = `synth_ecp5 ${multipliers ? '' : '-nodsp'} -top ${top} -json design.json`;
    const script = ['read_verilog -sv -defer lib/*.sv src/*.sv', synthesis];
    writeFileSync(path.join(project, 'ecp5.ys'), script.join('\n'));
    call(project, yosys, ['-q', 'ecp5.ys']);
    const timing = ['--freq', String(megahertz), '--timing-allow-fail', '--seed', String(seed)];
    call(project, nextpnr, ['-q', ...DEVICE, ...timing, '--json', 'design.json', '--report', 'report.json']);
    return readReport(readFileSync(path.join(project, 'report.json'), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Report {
  readonly fmax: Readonly<Record<string, { readonly achieved: number }>>;
  readonly utilization: Readonly<Record<string, { readonly used: number } | undefined>>;
  readonly critical_paths: readonly {
    readonly from: string;
    readonly to: string;
    readonly path: readonly {
      readonly delay: number;
      readonly type: string;
      readonly from: { readonly cell: string; readonly port: string };
      readonly to: { readonly cell: string; readonly port: string };
      readonly net?: string;
    }[];
  }[];
}

/** @throws Error where the report has no clock: a design without a register between registers */
export function readReport(text: string): Routed {
  const { fmax, utilization, critical_paths: paths } = JSON.parse(text) as Report;
  const [clock] = Object.values(fmax);
  if (!clock) throw new Error('the report has no clock');
  const used = (kind: string): number => utilization[kind]?.used ?? 0;
  const between = paths.find(({ from, to }) => from.startsWith('posedge') && to.startsWith('posedge'));
  return {
    lut4: used('TRELLIS_COMB'),
    ff: used('TRELLIS_FF'),
    blockRam: used('DP16KD'),
    multipliers: used('MULT18X18D'),
    fmax: clock.achieved,
    criticalPath: (between?.path ?? []).map(
      ({ delay, type, from, to, net }) =>
        `${delay.toFixed(2)} ns ${type} ${net ?? `${from.cell}.${from.port}`} to ${to.cell}.${to.port}`,
    ),
  };
}
