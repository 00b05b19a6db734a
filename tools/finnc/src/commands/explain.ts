import { editDistance, diagnosticEntries, Registry, type DiagnosticEntry } from '@finnc/ir';
import type { Console } from '../console.ts';
import { driverDiagnostics } from '../diagnostics.ts';
import { exitCodeOf, exitCodes, type ExitCode } from '../exit-code.ts';
import { standardPlugins } from '../standard.ts';
import { printDiagnostics } from '../terminal.ts';
import { loadPlugins, type CommonFlags } from './context.ts';

/** `finnc explain CODE`: the long form of a message. */
export async function explain(console: Console, code: string, flags: CommonFlags): Promise<ExitCode> {
  const { plugins, diagnostics } = await loadPlugins(console, flags.plugin ?? [], flags.debug);
  const registry = new Registry([...standardPlugins, ...plugins]);
  const entries = allEntries(registry);
  const found = entries.find((entry) => entry.code.toLowerCase() === code.toLowerCase());
  const problems = [...diagnostics];
  if (!found) problems.push(driverDiagnostics.unknownCode({ code, suggestion: nearest(code, entries) }));
  printDiagnostics(console.err, problems);
  if (!found) return exitCodeOf(problems);
  console.out.write(`${found.code} (${found.severity}): ${words(found.name)}\n\n${wrapped(found.explain ?? noMore)}\n`);
  return problems.length > 0 ? exitCodeOf(problems) : exitCodes.ok;
}

const noMore = 'The message itself says all there is: what is wrong, with its numbers, and what to do.';

const allEntries = (registry: Registry): readonly DiagnosticEntry[] =>
  registry.plugins.flatMap((plugin) => (plugin.diagnostics ?? []).flatMap(diagnosticEntries));

/** A code without its letters, a message's name, or a code with one character mistyped. */
function nearest(code: string, entries: readonly DiagnosticEntry[]): string | undefined {
  const upper = code.toUpperCase();
  // Letters that are taken for digits.
  const digits = upper
    .replace(/^FINNC/, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  const full = /^\d{4}$/.test(digits) ? `FINNC${digits}` : upper;
  const near = entries.find((entry) => entry.code === full || entry.name === code);
  return (near ?? entries.find((entry) => editDistance(entry.code, full) === 1))?.code;
}

/** `unknownBoard` as people read it: `unknown board`. */
const words = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** Text broken into lines of at most 80 characters. */
function wrapped(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= 80) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}
