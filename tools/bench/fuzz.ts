import { parseArgs } from 'node:util';
import { hasCompiler } from 'finnc/corpus';
import { campaign } from './src/fuzz/campaign.ts';
import { campaignText } from './src/fuzz/text.ts';

/**
 * Compiles random networks and compares every state, the simulator and a sample of compiled C++ with the source
 * executor. Ends with 1 if one fails; its smallest form is printed.
 *
 * npm run fuzz -- [--seed S] [--count N] [--cpp-every K]
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '1000' },
    'cpp-every': { type: 'string', default: '50' },
  },
});
const start = performance.now();
const result = await campaign({
  seed: Number(values.seed),
  count: Number(values.count),
  cppEvery: hasCompiler() ? Number(values['cpp-every']) : 0,
  onNetwork(seed, outcome) {
    if (outcome.kind === 'fails')
      console.error(`seed ${seed}: ${outcome.code}: ${outcome.reason.split('\n')[0] ?? ''}`);
  },
});
console.log(`${campaignText(result)}\n${((performance.now() - start) / 1000).toFixed(0)} s`);
if (result.failures.length > 0) process.exitCode = 1;
