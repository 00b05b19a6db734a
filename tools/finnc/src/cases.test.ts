import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generated } from './cases.test.support.ts';
import type { Console, TextSink } from './console.ts';
import { main } from './main.ts';

const cases = join(import.meta.dirname, '../test/cases');

/** Command lines, one a line and run in turn; `finnc` stands for the program, comments begin with `#`. */
function commandsOf(folder: string): readonly (readonly string[])[] {
  const lines = readFileSync(join(folder, 'command'), 'utf8').split('\n');
  return lines
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => (line.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^'|'$/g, '')).slice(1));
}

/** Files that the commands name and that are not in the case's folder. */
function addGenerated(folder: string, commands: readonly (readonly string[])[]): void {
  for (const word of commands.flat()) {
    const make = generated[word.replace(/^.*\//, '')];
    const path = join(folder, word);
    if (!make || existsSync(path)) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, make());
  }
}

const sink = (parts: string[]): TextSink => ({
  live: false,
  columns: 100,
  write: (text) => {
    parts.push(text);
  },
});

/** Times, sizes and the working folder differ from run to run and from machine to machine. */
const masked = (text: string, folder: string): string =>
  text
    .replaceAll(folder, '<folder>')
    .replace(/\(\d+\.\d+ s\)/g, '(… s)')
    .replace(/\d+(\.\d+)? [kM]?B\b/g, '… B')
    .replace(/[\d,.]+ frames\/s/g, '… frames/s')
    .replace(/("framesPerSecond":)[\d.]+/g, '$1…');

describe('the finnc command', () => {
  it.each(readdirSync(cases))('%s', async (name) => {
    const folder = mkdtempSync(join(tmpdir(), 'finnc-case-'));
    try {
      cpSync(join(cases, name), folder, { recursive: true });
      rmSync(join(folder, 'command'));
      rmSync(join(folder, 'expected.txt'), { force: true });
      const commands = commandsOf(join(cases, name));
      addGenerated(folder, commands);
      const before = readdirSync(folder);
      const report: string[] = [];
      for (const argv of commands) {
        const [out, err]: [string[], string[]] = [[], []];
        const console: Console = { cwd: folder, env: {}, out: sink(out), err: sink(err) };
        const exitCode = await main(argv, console);
        report.push(`$ finnc ${argv.join(' ')}`, `exit code ${exitCode}`);
        if (out.length > 0) report.push('--- stdout', out.join('').trimEnd());
        if (err.length > 0) report.push('--- stderr', err.join('').trimEnd());
        report.push('');
      }
      const made = readdirSync(folder).filter((file) => !before.includes(file));
      report.push(made.length > 0 ? `new: ${made.toSorted().join(', ')}` : 'nothing new on disk', '');
      await expect(masked(report.join('\n'), folder)).toMatchFileSnapshot(join(cases, name, 'expected.txt'));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
