import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Files } from '@finnc/ir';

/** A net by its number; constants have none. */
type Bit = number | string;

interface Module {
  readonly ports: Readonly<Record<string, { readonly bits: readonly Bit[] }>>;
  readonly cells: Readonly<
    Record<
      string,
      {
        readonly type: string;
        readonly port_directions: Readonly<Record<string, 'input' | 'output' | 'inout'>>;
        readonly connections: Readonly<Record<string, readonly Bit[]>>;
      }
    >
  >;
  readonly netnames: Readonly<Record<string, { readonly bits: readonly Bit[] }>>;
}

/** A synthesised design, flat, its handshakes by their names. */
export interface Netlist {
  /** Names of nets. */
  readonly names: readonly string[];
  /** Whether a change of one net is seen at another without a clock in between. */
  reaches(from: string, to: string): boolean;
}

/**
 * The gates that Yosys makes of a project, as `emitRtl` returns it.
 *
 * @throws Error if Yosys refuses it
 */
export function synthesised(files: Files, top: string): Netlist {
  const folder = mkdtempSync(path.join(tmpdir(), 'finnc-netlist-'));
  try {
    for (const [name, content] of files) {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    const script = [
      'read_verilog -sv -defer lib/*.sv src/*.sv',
      `hierarchy -check -top ${top}`,
      'proc',
      'flatten',
      // Handshakes keep their names through what follows.
      'setattr -set keep 1 w:*_tready w:*_tvalid',
      `synth -noabc -run coarse:check -top ${top}`,
      'write_json netlist.json',
    ];
    const project = path.join(folder, 'rtl');
    writeFileSync(path.join(project, 'netlist.ys'), script.join('\n'));
    const { status, stderr } = spawnSync('nice', ['-n', '19', 'yosys', '-q', 'netlist.ys'], {
      cwd: project,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
    const { modules } = JSON.parse(readFileSync(path.join(project, 'netlist.json'), 'utf8')) as {
      modules: Readonly<Record<string, Module>>;
    };
    return netlistOf(modules[top]!);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Flip-flops and latches; every other cell shows its inputs at once. */
const isClocked = (type: string): boolean => /DFF|DLATCH|^\$_(FF|SR)|^\$(s|a|al)?dff|^\$mem/.test(type);

function netlistOf({ cells, netnames, ports }: Module): Netlist {
  const follows = new Map<Bit, Bit[]>();
  for (const { type, port_directions: directions, connections } of Object.values(cells)) {
    if (isClocked(type)) continue;
    const of = (direction: string): Bit[] =>
      Object.entries(connections).flatMap(([port, bits]) => (directions[port] === direction ? bits : []));
    const outputs = of('output');
    for (const input of of('input')) follows.set(input, [...(follows.get(input) ?? []), ...outputs]);
  }
  const bitsOf = (name: string): readonly Bit[] => {
    const net = netnames[name] ?? ports[name];
    if (!net) throw new Error(`no net ${name}`);
    return net.bits.filter((bit) => typeof bit === 'number');
  };
  const reached = new Map<string, ReadonlySet<Bit>>();
  const reachedFrom = (name: string): ReadonlySet<Bit> => {
    const known = reached.get(name);
    if (known) return known;
    const seen = new Set<Bit>(bitsOf(name));
    const waiting = [...seen];
    for (let bit = waiting.pop(); bit !== undefined; bit = waiting.pop()) {
      for (const next of follows.get(bit) ?? []) {
        if (seen.has(next)) continue;
        seen.add(next);
        waiting.push(next);
      }
    }
    reached.set(name, seen);
    return seen;
  };
  return {
    names: Object.keys(netnames),
    reaches: (from, to) => bitsOf(to).some((bit) => reachedFrom(from).has(bit)),
  };
}
