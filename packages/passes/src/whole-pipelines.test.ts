import { cloneGraph, printGraph, sampler, type Diagnostic, type Graph, type Pass } from '@finnc/ir';
import { randomGraph } from '@finnc/ir/testing';
import { describe, expect, it } from 'vitest';
import { tidyUp } from './cleanup/tidy-up.ts';
import { compiled, registry } from './compiled.test.support.ts';
import { fold } from './fold/fold.ts';
import { convertToHw } from './lower/convert-to-hw.ts';
import { createChecker } from './manager/check.ts';
import { narrow } from './narrow/narrow.ts';
import type { HostPartition } from './partition/partition.ts';
import { partitionHost, type SplitReceiver } from './partition/partition-host.ts';
import { hardwareFeeds, splitDifference } from './partition/parts.ts';
import { stagePredicates } from './stages.ts';
import { insertStreams } from './stream/insert-streams.ts';
import { streamline } from './streamline/streamline.ts';
import { wildGraph } from './wild-graph.test.support.ts';

/** Runs all passes with the checker and the promise of the stage after each; the codes of what was refused. */
function checkedCodes(graph: Graph, passesOf: (split: SplitReceiver) => readonly Pass[]): string[] {
  const sample = sampler(graph, registry);
  const feeds = [sample(1), sample(2), sample(3)];
  let checker = createChecker(graph, registry, feeds);
  let before = cloneGraph(graph);
  const splits: HostPartition[] = [];
  const passes = passesOf({ onSplit: (host) => void splits.push(host) });
  const { done, reports } = compiled(graph, passes, {
    after(pass, state) {
      const host = splits.pop();
      if (host) {
        expect(splitDifference(before, state, host, registry, feeds)).toBeUndefined();
        checker = createChecker(state, registry, hardwareFeeds(host, state, registry, feeds));
      }
      before = cloneGraph(state);
      expect(messages(checker.check(state, pass.name))).toEqual([]);
      expect(stagePredicates[pass.gives].reasons(state, registry)).toEqual([]);
      return true;
    },
  });
  const errors = reports.filter(({ severity }) => severity === 'error');
  expect(done).toBe(errors.length === 0);
  return errors.map(({ code }) => code);
}

const messages = (diagnostics: readonly Diagnostic[]): string[] => diagnostics.map(({ message }) => message);

const allPasses =
  (targetCycles: number) =>
  (split: SplitReceiver): Pass[] => [
    tidyUp(),
    streamline(),
    partitionHost({ split }),
    narrow(),
    convertToHw(),
    fold({ targetCycles }),
    insertStreams(),
  ];

const seeds = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

describe('from import to streams, each pass checked:', () => {
  it.each(seeds(24))('random dense network %i', (seed) => {
    expect(checkedCodes(randomGraph(seed, { convolutions: false }), allPasses(1000 + 10 * seed))).toEqual([]);
  });

  it.each(seeds(24))('random convolutional network %i', (seed) => {
    expect(checkedCodes(randomGraph(seed, { convolutions: true }), allPasses(1000 + 10 * seed))).toEqual([]);
  });

  // Float regions, layers that no hardware has, results that are read inside and outside: all of it told, nothing thrown.
  const told = new Set(['FINNC3103', 'FINNC3105', 'FINNC3106', 'FINNC3122']);
  it('wild networks compile, or are refused by a diagnostic', () => {
    const outcomes = seeds(150).map((seed) => checkedCodes(wildGraph(seed), allPasses(5000)));
    expect(outcomes.flat().filter((code) => !told.has(code))).toEqual([]);
    expect(outcomes.filter((codes) => codes.length === 0).length).toBeGreaterThan(60);
  });
});

it('the same network gives the same design, byte for byte', () => {
  const design = (): string => printGraph(compiled(randomGraph(7), allPasses(500)({})).graph).text;
  expect(design()).toBe(design());
});

describe('networks that were once compiled wrong:', () => {
  // 3 · fl32(0.1) is a whisker above 0.3, and the sum with −0.3 is a tie in doubles.
  it('a sign quantiser on a tie', () => {
    const text = `graph(%x: int8[1,2]) {
  %s = const float32[] [0.1]
  %b = const float32[] [-0.30000000000000004]
  %one = const float32[] [1]
  %z = const float32[] [0]
  %m = qnn.mul(%x, %s)
  %a = qnn.add(%m, %b)
  %y = qnn.quant(%a, %one, %z) {bits = 1, signed = true}
  return %y
}`;
    const graph = compiled(text, []).graph;
    const sample = sampler(graph, registry);
    const checker = createChecker(graph, registry, seeds(200).map(sample));
    const { graph: integer } = compiled(text, [streamline()]);
    expect(messages(checker.check(integer, 'streamline'))).toEqual([]);
  });

  // Rows that had become the second axis were taken for channels, and turned without end.
  it.each([
    ['a slice of rows', '%c = qnn.slice(%a) {axis = 2, start = 0, end = 1}'],
    ['rows below rows', '%c = qnn.concat(%a, %a) {axis = 2}'],
  ])('%s between thresholds', (_, between) => {
    const codes = checkedCodes(
      compiled(
        `graph(%x: int4[1,2,3,3]) {
  %t = const int4[2,1] [0, 3]
  %u = const uint1[2,1] [1, 0]
  %a = qnn.multi_threshold(%x, %t) {outType = uint1, axis = 1}
  ${between}
  %y = qnn.multi_threshold(%c, %u) {outType = uint1, axis = 1}
  return %y
}`,
        [],
      ).graph,
      () => [convertToHw()],
    );
    expect(new Set(codes)).toEqual(new Set(['FINNC3103']));
  });

  it('thresholds beyond 32 bits', () => {
    expect(
      checkedCodes(
        compiled(
          `graph(%x: int32[1,2]) {
  %w = const int16[2,1] [30000, 30000]
  %t = const int64[1,1] [5000000000]
  %p = qnn.mat_mul(%x, %w) {outType = int64}
  %y = qnn.multi_threshold(%p, %t) {outType = uint1, axis = 1}
  return %y
}`,
          [],
        ).graph,
        () => [streamline(), narrow()],
      ),
    ).toEqual([]);
  });
});
