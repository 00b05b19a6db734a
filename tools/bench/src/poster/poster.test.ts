import { Registry } from '@finnc/ir';
import { standardPlugins } from 'finnc';
import { expect, it } from 'vitest';
import { posterDesigns } from './designs.ts';
import { measuredDesigns, modelDesign } from './measure.ts';

const registry = new Registry(standardPlugins);
const board = registry.boards.find(({ name }) => name === 'ZC706')!;
const measured = measuredDesigns();
/** Cycles to the last output of one frame, of designs whose layers start on the first word of the one before. */
const mostCycles: Readonly<Record<string, number>> = { 'sfc-max-alternating': 62, 'lfc-max-alternating': 300 };

it.each(posterDesigns)(
  '$name has the rate that was published, and the times that Verilator measured',
  async (design) => {
    const { name, published } = design;
    const { interval, firstOutput, latency } = await modelDesign(design, registry, {
      board,
      clockMhz: 200,
      cost: 'finnc',
    });
    expect(200e6 / interval).toBeGreaterThan(0.985 * published.fps);
    expect(latency).toBeLessThanOrEqual(mostCycles[name] ?? Infinity);
    const recorded = measured[name];
    if (recorded) expect({ interval, firstOutput, latency }).toEqual(recorded);
  },
);
