import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generated, generatedFolders } from './cases.test.support.ts';
import type { Console } from './console.ts';
import { recordingSink } from './console.test.support.ts';
import { main } from './main.ts';

const cases = join(import.meta.dirname, '../test/cases');

interface Case {
  /** Command lines, run in turn, without the program's name. */
  readonly commands: readonly (readonly string[])[];
  /** Files to be made beside those that the commands name, from lines `# files: a b`. */
  readonly files: readonly string[];
}

function readCase(folder: string): Case {
  const lines = readFileSync(join(folder, 'command'), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const words = (line: string): string[] =>
    (line.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^'|'$/g, ''));
  return {
    commands: lines.filter((line) => !line.startsWith('#')).map((line) => words(line).slice(1)),
    files: lines.filter((line) => line.startsWith('# files:')).flatMap((line) => words(line).slice(2)),
  };
}

/** Files that a case names and that are not in its folder. */
function addGenerated(folder: string, { commands, files }: Case): void {
  for (const word of [...commands.flat(), ...files]) {
    const make = generated[word.replace(/^.*\//, '')];
    const path = join(folder, word);
    const files = generatedFolders[word];
    if (files && !existsSync(path)) {
      mkdirSync(path);
      for (const [name, bytes] of files()) writeFileSync(join(path, name), bytes);
    }
    if (!make || existsSync(path)) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, make());
  }
}

/** Times, sizes, engines and the working folder differ from run to run; the figures of the table have tests of their own. */
const masked = (text: string, folder: string): string =>
  text
    .replaceAll(folder, '<folder>')
    .replace(/\(\d+\.\d+ s\)/g, '(… s)')
    .replace(/\d+(\.\d+)? [kM]?B\b/g, '… B')
    .replace(/, [\d,.]+ frames\/s$/gm, ', … frames/s')
    .replace(/^Layer .*?^verdict/gms, (table) => table.replace(/ +(<?\d[\d,.]*|\?)/g, ' #').replace(/-{3,}/g, '---'))
    .replace(/("framesPerSecond":)[\d.]+/g, '$1…')
    .replace(/^note FINNC540[67]:.*\n( {2}.*\n)*/gm, '')
    .replace(/^(engine {6}).*$/gm, '$1…')
    .replace(/"engine":\{.*?\]\}/g, '"engine":…');

describe('the finnc command', () => {
  it.each(readdirSync(cases))('%s', async (name) => {
    const folder = mkdtempSync(join(tmpdir(), 'finnc-case-'));
    try {
      cpSync(join(cases, name), folder, { recursive: true });
      rmSync(join(folder, 'command'));
      rmSync(join(folder, 'expected.txt'), { force: true });
      const wanted = readCase(join(cases, name));
      addGenerated(folder, wanted);
      const before = readdirSync(folder);
      const report: string[] = [];
      for (const argv of wanted.commands) {
        const [out, err]: [string[], string[]] = [[], []];
        const console: Console = { cwd: folder, env: {}, out: recordingSink(out), err: recordingSink(err) };
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
