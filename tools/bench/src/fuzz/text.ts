import type { Campaign } from './campaign.ts';

/** What a campaign found, for people: how many really compile, why others do not, and each failure with its network. */
export function campaignText({ networks, compiled, cpp, declined, failures, ops }: Campaign): string {
  const percent = (part: number): string => `${((100 * part) / networks).toFixed(1)} %`;
  return [
    `${networks} networks: ${compiled} compile and agree (${percent(compiled)}), ${cpp} of them with their C++; ${failures.length} fail`,
    `in those that compile: ${sorted(ops)
      .map(([name, count]) => `${name.replace('qnn.', '')} ${count}`)
      .join(', ')}`,
    ...sorted(declined).map(([reason, count]) => `${String(count).padStart(6)}  ${reason}`),
    ...failures.map(({ seed, code, reason, fnir }) => `\nseed ${seed} fails: ${code}: ${reason}\n${fnir}`),
  ].join('\n');
}

const sorted = (counts: ReadonlyMap<string, number>): (readonly [string, number])[] =>
  [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
