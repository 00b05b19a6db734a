import { describe, expect, it } from 'vitest';
import { analyseIntegers } from '../analysis/index.ts';
import { execute, sampleInputs } from '../exec/index.ts';
import { verifyGraph } from '../graph/index.ts';
import { printGraph } from '../text/index.ts';
import { standardAsk } from './ask.ts';
import { randomGraph } from './random-graph.ts';

const seeds = Array.from({ length: 60 }, (_, i) => i + 1);

describe('randomGraph', () => {
  it('gives the same graph for the same seed', () => {
    expect(printGraph(randomGraph(7)).text).toBe(printGraph(randomGraph(7)).text);
    expect(printGraph(randomGraph(7)).text).not.toBe(printGraph(randomGraph(8)).text);
  });

  it('builds graphs that are whole, run, and have an integer form at every node', () => {
    const ask = standardAsk();
    for (const seed of seeds) {
      const graph = randomGraph(seed);
      verifyGraph(graph);
      const [output] = execute(graph, sampleInputs(graph, seed, ask), { ask });
      expect(output!.data.every(Number.isFinite), `seed ${seed}`).toBe(true);
      const reasons = [...analyseIntegers(graph, ask).reasons].map(([node, reason]) => `${node.op.name}: ${reason}`);
      expect(reasons, `seed ${seed}`).toEqual([]);
    }
  });

  it('gives outputs that depend on the input', () => {
    const alive = seeds.filter((seed) => {
      const graph = randomGraph(seed);
      const results = [1, 2, 3, 4, 5, 6].map((s) => execute(graph, sampleInputs(graph, s))[0]!.data.join());
      return new Set(results).size > 1;
    });
    expect(alive.length).toBeGreaterThan(seeds.length * 0.7);
  });
});
