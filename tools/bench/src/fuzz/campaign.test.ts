import { hasCompiler } from 'finnc/corpus';
import { describe, expect, it } from 'vitest';
import { campaign } from './campaign.ts';
import { campaignText } from './text.ts';

if (!hasCompiler())
  console.warn('g++ was not found: random networks are not compared with their C++ (apt-get install g++)');

it('random networks agree from source to simulator, and some of them to their C++', async () => {
  const found = await campaign({ seed: 1, count: 250, cppEvery: hasCompiler() ? 25 : 0 });
  console.log(campaignText(found));
  expect(found.failures).toEqual([]);
  expect(found.compiled).toBeGreaterThan(150);
});

describe('a failure', () => {
  it('is shrunk to the part that fails, and printed', async () => {
    const found = await campaign({
      seed: 1,
      count: 40,
      cppEvery: 0,
      judge: (network) =>
        Promise.resolve(
          network.order().some(({ op }) => op.name === 'qnn.max_pool')
            ? { kind: 'fails', code: 'POOL', reason: 'has a pool' }
            : { kind: 'declined', code: 'NONE', reason: "'conv_3' (qnn.conv) has 17 taps" },
        ),
    });
    const [failure] = found.failures;
    expect(failure?.fnir).toMatch(/qnn\.max_pool/);
    // Leaving out one part at a time may end where only two together could go; with most networks it does not.
    const short = found.failures.filter(({ fnir }) => fnir.split('\n').length < 16);
    expect(short.length).toBeGreaterThan(found.failures.length / 2);
    expect(campaignText(found)).toContain('fails: POOL: has a pool');
    expect([...found.declined.keys()]).toEqual(['NONE: qnn.conv has N taps']);
  });
});
