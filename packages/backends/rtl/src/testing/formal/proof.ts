import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { rtllib } from '../../rtllib.generated.ts';
import { harness } from './harness.ts';

/** A stream of a module, by the name of its port. */
export interface ProofPort {
  readonly name: string;
  readonly bits: number;
  /** Words a frame: what the module repeats. */
  readonly words: number;
  /** Words of a frame leave before one of this input came: it follows another input. */
  readonly late?: boolean;
}

/** A module with parameters as small as they can be without losing a branch of it. */
export interface ProofCase {
  readonly name: string;
  readonly module: string;
  readonly parameters: Readonly<Record<string, number | string>>;
  readonly inputs: readonly ProofPort[];
  readonly outputs: readonly ProofPort[];
  /** Words that leave before anything came. */
  readonly before?: number;
  /** Cycles after which a fed module has a word, and one that nobody feeds has no more. */
  readonly limit: number;
  /** Cycles from reset for which the rules are proved: as many as a trace takes that reaches all of them, or more. */
  readonly depth: number;
  /** Whether words leave as they came. */
  readonly order?: boolean;
  /** Words that the module reads, by file. */
  readonly memories?: Readonly<Record<string, readonly number[]>>;
}

/** What is proved of every stream: see `finnc_stream_rules.sv`, `finnc_order_rule.sv` and the harness. */
export const rules = ['hold', 'reset', 'free', 'words', 'order'] as const;
export type Rule = (typeof rules)[number];

/** Another text of a module of the library: what a rule has to reject. */
export interface Mutant {
  readonly file: string;
  readonly from: string | RegExp;
  readonly to: string;
}

/** @throws Error if there is nothing to mutate: a rule would seem to reject what it never saw */
export function mutated({ file, from, to }: Mutant): ReadonlyMap<string, string> {
  const text = rtllib.get(file);
  const changed = text?.replace(from, to);
  if (changed === undefined || changed === text) throw new Error(`${file} has no ${from.toString()}`);
  return new Map([...rtllib, [file, changed]]);
}

/**
 * Whether `what` holds of a module in every trace of `cycles` cycles from reset, whatever its neighbours do: all rules or one
 * of them, or that no trace reaches all that the rules speak of. Yosys' own SAT solver decides.
 */
export async function holds(
  given: ProofCase,
  what: readonly Rule[] | 'unreached',
  {
    library = rtllib,
    cycles = given.depth,
  }: { readonly library?: ReadonlyMap<string, string>; readonly cycles?: number } = {},
): Promise<boolean> {
  const folder = mkdtempSync(path.join(tmpdir(), 'finnc-proof-'));
  try {
    const files = new Map([...library].filter(([name]) => !name.startsWith('bench/')));
    files.set('harness.sv', harness(given));
    for (const [name, words] of Object.entries(given.memories ?? {}))
      files.set(name, `${words.map((word) => word.toString(16)).join('\n')}\n`);
    for (const [name, text] of files) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    const defines = (what === 'unreached' ? ['COVER'] : what.map((rule) => `RULE_${rule.toUpperCase()}`)).map(
      (name) => `-D${name}`,
    );
    const sources = [...files.keys()].filter((name) => name.endsWith('.sv'));
    const sat = ['-seq 1', '-tempinduct-baseonly', `-maxsteps ${cycles}`, '-set-init-def', '-set-def-inputs'];
    const script = [
      `read_verilog -sv -formal -defer -DFORMAL ${defines.join(' ')} ${sources.join(' ')}`,
      'hierarchy -check -top harness',
      'proc',
      'flatten',
      'memory_map',
      'opt -full',
      'async2sync',
      'dffunmap',
      'opt -full',
      `sat ${sat.join(' ')} -prove-asserts -set-assumes`,
    ];
    writeFileSync(path.join(folder, 'prove.ys'), script.join('\n'));
    const printed = await yosys(folder, 'prove.ys');
    if (/model found for base case: FAIL/.test(printed)) return false;
    if (/proved base case for \d+ steps: SUCCESS/.test(printed)) return true;
    throw new Error(`${given.name}: ${printed.slice(-2000)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function yosys(folder: string, script: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('nice', ['-n', '19', 'yosys', script], { cwd: folder });
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    child.on('error', reject);
    child.on('close', () => resolve(printed));
  });
}
