import { describe, expect, it } from 'vitest';
import { rtllib } from '../../rtllib.generated.ts';
import { hasYosys } from '../verilator.ts';
import { proofCases } from './cases.ts';
import { mutants } from './mutants.ts';
import { holds, mutated, rules, type ProofCase, type Rule } from './proof.ts';

/** FINNC_PROOF_CYCLES=N proves so many cycles instead of the few that reach every rule. */
const cycles = Number(process.env['FINNC_PROOF_CYCLES'] ?? 0);
const depthOf = (given: ProofCase): number => Math.max(cycles, given.depth);

describe.skipIf(!hasYosys()).concurrent('what streams keep, proved by Yosys', { timeout: 900_000 }, () => {
  it.each(proofCases)('$name: nothing its neighbours do breaks a rule', async (given) => {
    expect(await holds(given, rules, { cycles: depthOf(given) })).toBe(true);
  });

  it.each(proofCases)('$name: there are traces in which every rule says something', async (given) => {
    expect(await holds(given, 'unreached')).toBe(false);
  });

  const broken = Object.entries(mutants).flatMap(([module, byRule]) =>
    Object.entries(byRule).map(([rule, mutant]) => ({ module, rule: rule as Rule, mutant })),
  );
  it.each(broken)('$module without what keeps $rule is rejected', async ({ module, rule, mutant }) => {
    const given = proofCases.find((one) => one.module === module)!;
    expect(await holds(given, [rule], { library: mutated(mutant) })).toBe(false);
  });
});

/** A credit queue has no ready of its own at its entrance; it is proved in the least unit that spends its credits. */
const provedWithin: Readonly<Record<string, string>> = { finnc_credit_queue: 'finnc_credit_pipeline' };

it('is asked of every module of the library with a stream, and of every rule', () => {
  const streaming = [...rtllib]
    .filter(([file, text]) => !/^(bench|formal)\//.test(file) && isPort('_tvalid', text) && isPort('_tready', text))
    .map(([file]) => file.replace(/\.sv$/, ''));
  const expected = streaming.map((module) => provedWithin[module] ?? module).toSorted();
  expect([...new Set(proofCases.map(({ module }) => module))].toSorted()).toEqual(expected);
  expect(Object.keys(mutants).toSorted()).toEqual(expected);
  for (const [module, byRule] of Object.entries(mutants)) {
    const isOrdered = proofCases.some((given) => given.module === module && given.order);
    const asked = rules.filter((rule) => rule !== 'order' || isOrdered);
    expect(Object.keys(byRule).toSorted(), module).toEqual(asked.toSorted());
  }
});

const isPort = (ending: string, text: string): boolean =>
  new RegExp(`^ *(input|output) .*\\w${ending}\\b`, 'm').test(text);
