import { describe, expect, it } from 'vitest';
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

it('is asked of every module with a stream, and of every rule', () => {
  expect(Object.keys(mutants).toSorted()).toEqual([...new Set(proofCases.map(({ module }) => module))].toSorted());
  for (const byRule of Object.values(mutants))
    expect(Object.keys(byRule)).toEqual(expect.arrayContaining(['hold', 'reset', 'free', 'words']));
});
