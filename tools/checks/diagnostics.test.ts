import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { diagnosticEntries, type DiagnosticEntry } from '@finnc/ir';
import { beforeAll, describe, expect, it } from 'vitest';
import { diagnosticRows } from './support/diagnostic-rows.ts';
import { filesUnder, published, read, root, workspaces } from './support/workspace.ts';

interface Table {
  readonly file: string;
  readonly entries: readonly DiagnosticEntry[];
}

const sources = published
  .flatMap(({ dir }) => filesUnder(`${dir}/src`, ['.ts']))
  .filter((file) => !/\.test(-d)?\./.test(file))
  .map((file) => ({ file, text: read(file) }))
  .filter(({ text }) => /= defineDiagnostics\b/.test(text));

async function tablesOf(file: string): Promise<Table[]> {
  const module = (await import(pathToFileURL(path.join(root, file)).href)) as Record<string, unknown>;
  return Object.values(module).flatMap((value) => {
    const entries = typeof value === 'object' && value !== null ? diagnosticEntries(value) : [];
    return entries.length === 0 ? [] : [{ file, entries }];
  });
}

/** Codes that a test checks, or that a command of tools/finnc/test/cases has printed as its own. */
function provokedCodes(): ReadonlySet<string> {
  const tests = workspaces
    .flatMap(({ dir }) => filesUnder(dir, ['.test.ts']))
    // It lists codes, and provokes none.
    .filter((file) => file !== 'tools/finnc/src/exit-code.test.ts')
    .map(read);
  // What `finnc explain` prints of a code stands there without a severity in front.
  const printed = filesUnder('tools/finnc/test/cases', ['expected.txt']).flatMap((file) => [
    ...(read(file).match(/^(error|warning|note) FINNC\d{4}:|"code": ?"FINNC\d{4}"/gm) ?? []),
  ]);
  return new Set([...tests, ...printed].flatMap((text) => text.match(/FINNC\d{4}/g) ?? []));
}

describe('the diagnostics tables of all packages', () => {
  let tables: readonly Table[] = [];
  beforeAll(async () => {
    tables = (await Promise.all(sources.map(({ file }) => tablesOf(file)))).flat();
  });

  it('are exported, so that finnc explain can list them', () => {
    const hidden = sources.filter(({ text, file }) => {
      const defined = text.match(/\bcode: '[A-Z]+\d+'/g)?.length ?? 0;
      const found = tables.filter((table) => table.file === file).reduce((sum, { entries }) => sum + entries.length, 0);
      return found < defined || found === 0;
    });
    expect(hidden.map(({ file }) => file)).toEqual([]);
  });

  it('use each code once, in the form FINNC and four digits', () => {
    const owners = new Map<string, string[]>();
    for (const { file, entries } of tables) {
      for (const { code, name } of entries) owners.set(code, [...(owners.get(code) ?? []), `${file} ${name}`]);
    }
    expect([...owners].filter(([code, places]) => places.length > 1 || !/^FINNC\d{4}$/.test(code))).toEqual([]);
  });

  it('explain every code at length', () => {
    const mute = tables.flatMap(({ file, entries }) =>
      entries.filter(({ explain = '' }) => explain.trim().length < 20).map(({ code }) => `${file} ${code}`),
    );
    expect(mute).toEqual([]);
  });

  it('say of each mistake, warning and note what to do about it', () => {
    const helpless = sources.flatMap(({ file, text }) =>
      diagnosticRows(text).flatMap(({ name, properties }) => (properties.has('help') ? [] : [`${file} ${name}`])),
    );
    expect(helpless).toEqual([]);
  });

  it('are provoked each by a test, or by a command whose output is kept', () => {
    const provoked = provokedCodes();
    const silent = tables.flatMap(({ file, entries }) =>
      entries.filter(({ code }) => !provoked.has(code)).map(({ code, name }) => `${code} ${name} of ${file}`),
    );
    expect(silent).toEqual([]);
  });
});
