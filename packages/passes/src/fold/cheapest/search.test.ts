import { randomSource } from '@finnc/ir/testing';
import { describe, expect, it } from 'vitest';
import { free, isWithin, plus, weigh, type Cost } from './cost.ts';
import { attainableIntervals, fastestFolding } from './fastest.ts';
import type { Choice, FoldingProblem, LayerChoices, Net } from './problem.ts';
import { cheapestFolding } from './search.ts';

type Random = (below: number) => number;

const randomCost = (random: Random, most: number): Cost => [random(most), 0, random(most), 0, random(most)];

/** A network of some layers, each of which reads one or two earlier nets or an input; costs are drawn once and kept. */
function randomProblem(random: Random): FoldingProblem {
  const nets: { readers: number; written: boolean }[] = [{ readers: 0, written: false }];
  const layers: LayerChoices[] = [];
  for (let count = 1 + random(4); layers.length < count;) {
    const reads = Array.from({ length: 1 + random(2) }, () => random(nets.length));
    for (const net of reads) nets[net]!.readers++;
    const writes = [nets.push({ readers: 0, written: true }) - 1];
    const choices = Array.from({ length: 1 + random(4) }, (): Choice => ({
      cycles: 1 + random(6),
      cost: randomCost(random, 12),
      reads: reads.map(() => 1 + random(3)),
      writes: writes.map(() => random(3)),
      rank: random(4),
    }));
    layers.push({ reads, writes, choices });
  }
  const drawn = new Map<string, Cost>();
  const kept = (key: string): Cost => {
    const cost = drawn.get(key) ?? randomCost(random, 5);
    drawn.set(key, cost);
    return cost;
  };
  return {
    layers,
    nets: nets.map((net, i): Net => ({
      ...net,
      connect: (form, lanes) => kept(`${i} ${form} ${lanes}`),
      fork: (form) => (net.readers > 1 ? kept(`${i} fork ${form}`) : free),
    })),
  };
}

/** What one way to fold everything takes, counted edge by edge. */
function costOfAll({ layers, nets }: FoldingProblem, chosen: readonly number[]): Cost {
  let total = free;
  const choices = layers.map((layer, i) => layer.choices[chosen[i]!]!);
  for (const choice of choices) total = plus(total, choice.cost);
  for (const [net, { written, readers, connect, fork }] of nets.entries()) {
    const lanes = layers.flatMap(({ reads }, i) =>
      reads.flatMap((read, at) => (read === net ? choices[i]!.reads[at]! : [])),
    );
    if (readers === 0 || (!written && readers === 1)) continue;
    const writer = layers.findIndex(({ writes }) => writes.includes(net));
    const form = written ? choices[writer]!.writes[0]! : lanes[0]!;
    total = plus(total, fork(form));
    for (const each of lanes) total = plus(total, connect(form, each));
  }
  return total;
}

function* everyWay({ layers }: FoldingProblem, from = 0): Generator<readonly number[]> {
  if (from === layers.length) yield [];
  else
    for (const i of layers[from]!.choices.keys())
      for (const rest of everyWay({ layers, nets: [] }, from + 1)) yield [i, ...rest];
}

const weights: Cost = [1, 1, 2.5, 1, 0.5];

describe('the search finds what trying everything finds', () => {
  it.each(Array.from({ length: 400 }, (_, seed) => seed))('network %d', (seed) => {
    const random = randomSource(seed);
    const problem = randomProblem((below) => Math.floor(random() * below));
    const room: Cost = [
      20 + Math.floor(random() * 30),
      0,
      20 + Math.floor(random() * 30),
      0,
      20 + Math.floor(random() * 30),
    ];
    const ways = [...everyWay(problem)].map((chosen) => ({
      cost: costOfAll(problem, chosen),
      cycles: Math.max(...chosen.map((index, i) => problem.layers[i]!.choices[index]!.cycles)),
    }));
    const best = (cycles: number, limits?: Cost): number | undefined => {
      const fitting = ways.filter((way) => way.cycles <= cycles && (!limits || isWithin(way.cost, limits)));
      return fitting.length === 0 ? undefined : Math.min(...fitting.map(({ cost }) => weigh(cost, weights)));
    };
    for (const cycles of [1, 3, 6]) {
      for (const limits of [undefined, room]) {
        const { solution: found } = cheapestFolding(problem, { cycles, weights, ...(limits ? { limits } : {}) });
        const wanted = best(cycles, limits);
        expect(found === undefined).toBe(wanted === undefined);
        if (found) expect(weigh(found.cost, weights)).toBeCloseTo(wanted!, 9);
        if (found) expect(costOfAll(problem, found.chosen)).toEqual(found.cost);
      }
    }
    const fitting = ways.filter(({ cost }) => isWithin(cost, room)).map(({ cycles }) => cycles);
    const fastest = fastestFolding(problem, { weights, limits: room });
    expect(fastest.cycles).toBe(fitting.length === 0 ? undefined : Math.min(...fitting));
    if (fastest.solution) expect(attainableIntervals(problem)).toContain(fastest.cycles);
  });
});
