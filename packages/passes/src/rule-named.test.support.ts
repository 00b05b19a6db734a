import type { Rule } from '@finnc/ir';

/** The rule of a list that has this name. */
export function ruleNamed(rules: readonly Rule[], name: string): Rule {
  const rule = rules.find((candidate) => candidate.name === name);
  if (!rule) throw new Error(`no rule '${name}' among ${rules.map((candidate) => candidate.name).join(', ')}`);
  return rule;
}
