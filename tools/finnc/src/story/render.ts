import { listed } from '../text-table.ts';
import type { Story } from './story.ts';

/** A story for people: a paragraph a step. */
export function storyText({ node, sources, chapters }: Story): string {
  const from = sources.length === 1 && sources[0] === node ? '' : ` (${listed(sources, 6)})`;
  const paragraphs = chapters.map(({ step, rules, state, found }) =>
    [
      step,
      ...rules.map((line) => `  rule   ${line}`),
      ...(state ?? []).map((line) => `  is     ${line}`),
      ...found.map((line) => `  found  ${line}`),
    ].join('\n'),
  );
  return `${[`story of '${node}'${from}`, ...paragraphs].join('\n\n')}\n`;
}
