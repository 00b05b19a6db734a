import type { Campaign } from './campaign.ts';

/** What a campaign found, for people: how many really compile, why others do not, and each failure with its network. */
export function campaignText({ networks, compiled, split, cpp, declined, onHost, failures, ops }: Campaign): string {
  const percent = (part: number): string => `${((100 * part) / networks).toFixed(1)} %`;
  return [
    `${networks} networks: ${compiled} compile and agree (${percent(compiled)}), ${split} of them with a part on the host, ${cpp} with their C++; ${failures.length} fail`,
    `in those that compile: ${sorted(ops)
      .map(([name, count]) => `${name.replace('qnn.', '')} ${count}`)
      .join(', ')}`,
    ...counted('refused', declined),
    ...counted('first on the host', onHost),
    ...failures.map(({ seed, code, reason, fnir }) => `\nseed ${seed} fails: ${code}: ${reason}\n${fnir}`),
  ].join('\n');
}

const counted = (title: string, counts: ReadonlyMap<string, number>): string[] =>
  counts.size === 0
    ? []
    : [`${title}:`, ...sorted(counts).map(([reason, count]) => `${String(count).padStart(6)}  ${reason}`)];

const sorted = (counts: ReadonlyMap<string, number>): (readonly [string, number])[] =>
  [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
