import type { Diagnostic, Graph } from '@finnc/ir';
import { fifo } from '@finnc/ir/hw';
import { describe, expect, it } from 'vitest';
import { designOf } from './design.ts';
import { reportOf } from './report.ts';
import { sizeFifos } from './size-fifos.ts';
import { graphOf, registry } from './testing/layers.ts';

const chainOf = (depth: number, last = 'test.fold(%b) {fold = 2}'): string => `graph(%x: uint4[1,16]) {
  %p = test.fold(%x) {fold = 8} as "Fold_0"
  %a = hw.fifo(%p) {depth = ${depth}, lanes = 1} as "StreamingFIFO_0"
  %q = test.fold(%a) {fold = 4} as "Fold_1"
  %b = hw.fifo(%q) {depth = ${depth}, lanes = 1} as "StreamingFIFO_1"
  %y = ${last} as "Fold_2"
  return %y
}`;
/** A short way and one that gathers a whole frame before it gives a word. */
const diamond = (depth: number): string => `graph(%x: uint4[1,32]) {
  %f, %g = hw.fork(%x) {lanes = 1} as "DuplicateStreams_0"
  %a = hw.fifo(%f) {depth = ${depth}, lanes = 1} as "StreamingFIFO_0"
  %b = hw.fifo(%g) {depth = 2, lanes = 1} as "StreamingFIFO_1"
  %q = test.fold(%b) {fold = 32} as "Fold_0"
  %c = hw.fifo(%q) {depth = 2, lanes = 1} as "StreamingFIFO_2"
  %y = test.join(%a, %c) as "Add_0"
  return %y
}`;

function sized(text: string, options: Parameters<typeof sizeFifos>[0] = {}): { graph: Graph; told: Diagnostic[] } {
  const graph = graphOf(text);
  const told: Diagnostic[] = [];
  sizeFifos(options).run(graph, {
    ask: registry.ask.bind(registry),
    report: (diagnostic) => told.push(diagnostic),
    lowerings: [],
  });
  return { graph, told };
}
const depths = (graph: Graph): number[] =>
  graph
    .order()
    .flatMap((node) => (node.op.name === fifo.name ? [(node.attrs as { readonly depth: number }).depth] : []));
const reportOn = (graph: Graph): ReturnType<typeof reportOf> => {
  const told: Diagnostic[] = [];
  const design = designOf(graph, { ask: registry.ask.bind(registry), report: (found) => told.push(found) });
  expect(told).toEqual([]);
  return reportOf(design!.network);
};

describe('size-fifos', () => {
  it('shortens FIFOs as far as the slowest layer keeps its pace, and proves it', () => {
    const { graph, told } = sized(chainOf(64), { round: false });
    expect(told.map(({ code, severity }) => `${severity} ${code}`)).toEqual(['note FINNC5906']);
    expect(told[0]?.message).toMatch(
      /^2 FIFOs of \d+ bits keep a frame every 128 cycles, as endless ones do, since Fold_0 takes that by itself; a word less /,
    );
    expect(Math.max(...depths(graph))).toBeLessThan(16);
    expect(reportOn(graph)).toMatchObject({ figures: { interval: 128 } });
  });

  it('frees a design whose branches wait for each other', () => {
    const before = graphOf(diamond(2));
    expect(reportOn(before)).toMatchObject({ waits: expect.any(Array) as unknown });
    const { graph } = sized(diamond(2), { round: false });
    expect(reportOn(graph)).toMatchObject({ figures: { interval: 32 * 32 } });
    expect(depths(graph)[0]).toBeGreaterThan(16);
  });

  it('rounds up to what a shift register of 32 words gives', () => {
    for (const depth of depths(sized(diamond(2)).graph)) expect([2, 32, 64]).toContain(depth);
  });

  it('takes shorter FIFOs where a frame may take longer', () => {
    const sum = (graph: Graph): number => depths(graph).reduce((total, depth) => total + depth, 0);
    const fast = sized(chainOf(64), { round: false }).graph;
    const slow = sized(chainOf(64), { round: false, interval: 400 }).graph;
    expect(sum(slow)).toBeLessThanOrEqual(sum(fast));
  });

  it('lets the first frame leave in time, or says what it takes', () => {
    const firstFrame = (graph: Graph): number => {
      const report = reportOn(graph);
      return 'figures' in report ? report.figures.latency : Infinity;
    };
    const soonest = firstFrame(graphOf(diamond(64)));
    const late = sized(diamond(64), { round: false, interval: 4000 }).graph;
    const soon = sized(diamond(64), { round: false, interval: 4000, latency: soonest });
    expect(firstFrame(late)).toBeGreaterThanOrEqual(firstFrame(soon.graph));
    expect(firstFrame(soon.graph)).toBe(soonest);
    expect(soon.told.map(({ code }) => code)).toEqual(['FINNC5906']);
    expect(sized(diamond(64), { latency: soonest - 1 }).told.map(({ code }) => code)).toEqual([
      'FINNC5908',
      'FINNC5906',
    ]);
  });

  it('says which layer keeps a frame from being as fast as it is asked for', () => {
    expect(sized(chainOf(4), { interval: 100 }).told.map(({ code }) => code)).toEqual(['FINNC5905', 'FINNC5906']);
  });

  it('gives a FIFO to a stream that has none and needs one', () => {
    const short = diamond(2)
      .replace(/.*StreamingFIFO_0.*\n/, '')
      .replace('(%a, %c)', '(%f, %c)');
    const { graph, told } = sized(short, { round: false });
    expect(told[0]?.message).toMatch(/^3 FIFOs, 1 of them new, of /);
    expect(reportOn(graph)).toMatchObject({ figures: { interval: 32 * 32 } });
    const names = graph.order().flatMap((node) => (node.op.name === fifo.name ? [node.name] : []));
    expect(names.toSorted()).toEqual(['StreamingFIFO_1', 'StreamingFIFO_2', 'hw_fifo_0']);
  });

  it('leaves FIFOs as they are where a design stands still whatever they hold', () => {
    const { graph, told } = sized(chainOf(7, 'test.stuck(%b)'));
    expect(told.map(({ code }) => code)).toEqual(['FINNC5907']);
    expect(told[0]?.message).toMatch(/; Fold_2.in waits for Fold_2.out; Fold_2.out waits for Fold_2.in$/);
    expect(depths(graph)).toEqual([7, 7]);
  });

  it('names the layers that have no cycle model, and changes nothing', () => {
    const { graph, told } = sized(chainOf(7, 'test.mystery(%b)'));
    expect(told.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "FINNC5901 no cycle model of 'test.mystery': Fold_2",
    ]);
    expect(depths(graph)).toEqual([7, 7]);
  });

  it('tells of an answer that does not fit the streams', () => {
    const { told } = sized(chainOf(7, 'test.greedy(%b)'));
    expect(told.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "FINNC5902 the cycle models of layers do not fit together: actor 'Fold_2' reads 17 words a frame of 'StreamingFIFO_1', which has 16",
    ]);
  });
});
