import { describe, expect, it } from 'vitest';
import { executor } from '../../exec/execute.ts';
import { sampler } from '../../exec/sample.ts';
import { isNode } from '../../graph/graph.ts';
import { verifyGraph } from '../../graph/verify.ts';
import { bipolarQuant, conv } from '../../qnn/index.ts';
import { printGraph } from '../../text/index.ts';
import { replayedChoices, seededChoices } from './choices.ts';
import { randomNetwork } from './random-network.ts';

const textOf = (graph: ReturnType<typeof randomNetwork>): string => printGraph(graph).text;
const seeds = Array.from({ length: 200 }, (_, i) => i + 1);

describe('choices', () => {
  it('replay as they were drawn', () => {
    const choices = seededChoices(7);
    const drawn = [choices.from(3, 9), choices.one(['a', 'b', 'c']), choices.happens(0.5)];
    const again = replayedChoices(choices.taken);
    expect([again.from(3, 9), again.one(['a', 'b', 'c']), again.happens(0.5)]).toEqual(drawn);
    expect(again.taken).toEqual(choices.taken);
  });

  it('are the simplest where nothing is recorded, and the greatest that fit where too much is', () => {
    const choices = replayedChoices([99]);
    expect([choices.from(0, 4), choices.from(2, 5), choices.one(['a', 'b']), choices.happens(0.99)]).toEqual([
      4,
      2,
      'a',
      false,
    ]);
    expect(choices.taken).toEqual([4, 0, 0, 0]);
  });
});

describe('random networks', () => {
  it('are the same for the same choices', () => {
    for (const seed of seeds.slice(0, 40)) {
      const choices = seededChoices(seed);
      const text = textOf(randomNetwork(choices));
      expect(textOf(randomNetwork(replayedChoices(choices.taken)))).toBe(text);
    }
  });

  it('can be executed, and together have every kind of node an exporter writes', () => {
    const found = new Set<string>();
    for (const seed of seeds) {
      const graph = randomNetwork(seededChoices(seed));
      verifyGraph(graph);
      executor(graph, { arithmetic: 'float32' })(sampler(graph)(1));
      for (const { op } of graph) found.add(op.name);
    }
    const wanted = [
      'quant',
      'bipolar_quant',
      'quantize',
      'multi_threshold',
      'conv',
      'mat_mul',
      'add',
      'max_pool',
      'map',
    ];
    expect(wanted.filter((name) => !found.has(`qnn.${name}`))).toEqual([]);
  });

  it('pad signs with zeros in one network of twenty, or more', () => {
    const padsSigns = (graph: ReturnType<typeof randomNetwork>): boolean =>
      graph.order().some((node) => {
        const pads = isNode(node, conv) && node.attrs.pads.some((pad) => pad > 0);
        return pads && node.operand.x.producer(bipolarQuant) !== undefined;
      });
    const found = seeds.filter((seed) => padsSigns(randomNetwork(seededChoices(seed))));
    expect(found.length).toBeGreaterThanOrEqual(seeds.length / 20);
  });

  it('shrink to next to nothing', () => {
    expect(randomNetwork(replayedChoices([])).size).toBeLessThan(4);
  });
});
