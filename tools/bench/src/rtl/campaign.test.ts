import { hasVerilator } from '@finnc/backend-rtl/testing';
import { Registry } from '@finnc/ir';
import { standardPlugins } from 'finnc';
import { modelTimings } from 'finnc/corpus';
import { expect, it } from 'vitest';
import { rtlCampaign } from './campaign.ts';
import { randomDesign } from './random-design.ts';
import { fingerprintOf, recordedRuns } from './recorded.ts';

const registry = new Registry(standardPlugins);

it.skipIf(!hasVerilator())(
  'RTL of random networks gives the words of the simulator in the cycles of both models',
  async () => {
    const { verdicts } = await rtlCampaign(registry, { seed: 100_001, count: 12, batch: 12 });
    expect(verdicts.flatMap(({ name, problems }) => problems.map((problem) => `${name}: ${problem}`))).toEqual([]);
  },
  900_000,
);

it('both models run random networks in the cycles that Verilator measured, with pauses and without', async () => {
  const runs = recordedRuns();
  let compared = 0;
  for (const { seed, fingerprint, frames, steady, paused } of runs) {
    const design = await randomDesign(seed, registry);
    // Another design than was measured has other times: `npm run fuzz-rtl -- --record` measures it.
    if (!design || fingerprintOf(design.graph, registry) !== fingerprint) continue;
    compared++;
    for (const timing of modelTimings(design.graph, registry, frames))
      expect({ seed, timing }).toEqual({ seed, timing: steady });
    for (const timing of modelTimings(design.graph, registry, frames, true))
      expect({ seed, timing }).toEqual({ seed, timing: paused });
  }
  if (compared < runs.length)
    console.warn(`${runs.length - compared} of ${runs.length} recorded designs are others by now`);
  expect(compared).toBeGreaterThan(0);
});
