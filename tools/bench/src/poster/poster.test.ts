import { Registry } from '@finnc/ir';
import { standardPlugins } from 'finnc';
import { expect, it } from 'vitest';
import { posterDesigns } from './designs.ts';
import { measuredTimes, modelDesign } from './measure.ts';

const registry = new Registry(standardPlugins);
const board = registry.boards.find(({ name }) => name === 'ZC706')!;
/** Cycles to the last output of one frame, of designs whose layers start on the first word of the one before. */
const mostCycles: Readonly<Record<string, number>> = { 'sfc-max-alternating': 62, 'lfc-max-alternating': 300 };

/** Its measurement may not be of other actors; the others may wait to be measured again by `npm run bench -- poster --verilator NAME`. */
const alwaysMeasured = 'sfc-max-alternating';

it.each(posterDesigns)(
  '$name has the rate that was published, and the times that Verilator measured',
  async (design) => {
    const { name, published } = design;
    const model = await modelDesign(design, registry, {
      board,
      clockMhz: 200,
      cost: 'finnc',
    });
    const { interval, firstOutput, latency } = model;
    expect(200e6 / interval).toBeGreaterThanOrEqual(published.fps);
    expect(latency).toBeLessThanOrEqual(mostCycles[name] ?? Infinity);
    const measured = measuredTimes(model);
    if (measured) expect({ interval, firstOutput, latency }).toEqual(measured);
    else if (name === alwaysMeasured) expect.fail(`${name} is not what Verilator measured: measure it again`);
    else console.warn(`${name} is not what Verilator measured: its times are not compared`);
  },
);
