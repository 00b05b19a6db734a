import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { root } from './support/workspace.ts';

const data = process.env['FINNC_DATA'] ?? path.resolve(root, '../shared/data');
const present = existsSync(data) && existsSync(path.join(root, '.git'));
if (!present) console.log(`no reference data at ${data}, or no git: the check that none is committed is skipped`);

const hash = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

const under = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(dir, name))
    .filter((file) => statSync(file).isFile());

it.skipIf(!present)('no file of the reference data is committed', () => {
  const committed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root })
    .toString()
    .split('\0')
    .filter((file) => file !== '')
    .map((file) => path.join(root, file))
    .filter((file) => existsSync(file) && statSync(file).isFile());
  const bySize = new Map<number, string[]>();
  for (const file of under(data)) {
    const { size } = statSync(file);
    if (size > 0) bySize.set(size, [...(bySize.get(size) ?? []), file]);
  }
  const copies = committed.flatMap((file) => {
    const candidates = bySize.get(statSync(file).size) ?? [];
    return candidates.length > 0 && candidates.map(hash).includes(hash(file)) ? [path.relative(root, file)] : [];
  });
  expect(copies).toEqual([]);
});
