import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { diagnosticEntries, type DiagnosticEntry } from '@finnc/ir';
import { beforeAll, describe, expect, it } from 'vitest';
import { diagnosticRows } from './support/diagnostic-rows.ts';
import { filesUnder, published, read, root } from './support/workspace.ts';

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

  it('say of each error what to do about it', () => {
    const helpless = sources.flatMap(({ file, text }) =>
      diagnosticRows(text).flatMap(({ name, severity, properties }) =>
        severity !== 'error' || properties.has('help') ? [] : [`${file} ${name}`],
      ),
    );
    expect(helpless).toEqual([]);
  });
});
