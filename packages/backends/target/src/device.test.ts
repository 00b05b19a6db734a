import { usableCapacity, type Capacity } from '@finnc/ir/hw';
import { describe, expect, it } from 'vitest';
import { boards } from './boards/index.ts';
import { devices } from './devices/index.ts';

const kinds = ['lut', 'ff', 'bram18', 'uram', 'dsp'] as const satisfies readonly (keyof Capacity)[];

describe.each(devices)('device $name', (device) => {
  it('has two flip-flops for each LUT', () => {
    expect(device.chip.ff).toBe(2 * device.chip.lut);
    // FINN rounds the U55C's regions to thousands.
    for (const { lut, ff } of device.usable ?? []) expect(Math.abs(ff / lut - 2)).toBeLessThan(0.005);
  });

  it.each(kinds)('leaves no more %s to the design than the chip has', (kind) => {
    expect(usableCapacity(device)[kind]).toBeLessThanOrEqual(device.chip[kind]);
  });

  it('says where its numbers come from', () => {
    expect(device.source).not.toBe('');
  });

  it('is frozen', () => {
    expect(Object.isFrozen(device) && Object.isFrozen(device.chip)).toBe(true);
  });
});

describe('boards', () => {
  it('have names and aliases that differ when case is ignored', () => {
    const names = boards.flatMap(({ name, aliases = [] }) => [name, ...aliases].map((text) => text.toLowerCase()));
    expect(new Set(names).size).toBe(names.length);
  });

  it('carry a device that is listed', () => {
    for (const { device } of boards) expect(devices).toContain(device);
  });

  it('run at 100 MHz, but the ZC706 at the 200 MHz of its published results', () => {
    for (const { name, clockMhz } of boards) expect(clockMhz).toBe(name === 'ZC706' ? 200 : 100);
  });

  it('name a part of their device', () => {
    for (const { part, device } of boards) expect(part.toUpperCase().startsWith(device.name)).toBe(true);
  });
});
