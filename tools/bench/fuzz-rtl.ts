import { parseArgs } from 'node:util';
import { hasVerilator } from '@finnc/backend-rtl/testing';
import { Registry } from '@finnc/ir';
import { standardPlugins } from 'finnc';
import { rtlCampaign } from './src/rtl/campaign.ts';
import { recordVerdicts } from './src/rtl/recorded.ts';

/**
 * Compiles random networks to RTL and runs it in Verilator, with and without pauses at both ends: words against the
 * simulator, cycles and queues against both cycle models. Ends with 1 if one differs.
 *
 * npm run fuzz-rtl -- [--seed S] [--count N] [--batch B] [--record]
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '200' },
    batch: { type: 'string', default: '25' },
    record: { type: 'boolean', default: false },
  },
});
if (hasVerilator()) {
  const registry = new Registry(standardPlugins);
  const start = performance.now();
  let done = 0;
  const { verdicts, refused, ops } = await rtlCampaign(registry, {
    seed: Number(values.seed),
    count: Number(values.count),
    batch: Number(values.batch),
    onBatch(batch) {
      done += batch.length;
      console.error(`${done} of ${values.count}, ${((performance.now() - start) / 1000).toFixed(0)} s`);
      for (const { name, problems } of batch) for (const problem of problems) console.error(`${name}: ${problem}`);
    },
  });
  const wrong = verdicts.filter(({ problems }) => problems.length > 0);
  const counts = [...ops].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  console.log(`${verdicts.length} networks (${refused} refused): ${wrong.length} differ from simulator or models`);
  console.log(`layers: ${counts.map(([op, count]) => `${op.replace('hw.', '')} ${count}`).join(', ')}`);
  if (values.record) await recordVerdicts(verdicts, registry);
  if (wrong.length > 0) process.exitCode = 1;
} else process.exitCode = 2;
