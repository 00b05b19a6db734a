import { attr, defineOp, definePlugin, operand, Registry, type Graph } from '@finnc/ir';
import {
  defineBoard,
  divisors,
  folding,
  layerKind,
  resourceKeys,
  resources,
  type Device,
  type Target,
} from '@finnc/ir/hw';
import { graphOf } from '@finnc/ir/testing';
import { describe, expect, it } from 'vitest';
import { collecting, compiled, ops, registry } from '../../compiled.test.support.ts';
import { insertStreams } from '../../stream/insert-streams.ts';
import { denseNetwork } from '../dense.test.support.ts';
import { fold } from '../fold.ts';
import { costOf, free, plus, weigh, type Cost } from './cost.ts';
import { roomOn, weightsOf } from './on-device.ts';

/** A board of an FPGA with so many LUTs, as many block RAMs as a hundredth of that, and little else. */
function boardOf(lut: number): Target {
  const chip = { lut, ff: 2 * lut, bram18: Math.ceil(lut / 100), uram: 0, dsp: 8 };
  const device: Device = { name: 'Dwarf', family: 'test', dsp: 'DSP48E1', chip, source: 'made up' };
  const board = defineBoard({ name: 'Dwarf', summary: 'small', part: 'dwarf', device, clockMhz: 100, axiBits: 64 });
  return { board, clockMhz: 100, cost: 'finnc' };
}

const ones = (count: number): string => new Array(count).fill('1').join(', ');

/** A stream with two readers that meet again. */
const branches = `graph(%x: int4[1,6]) {
  %t = const int4[1,1] [0]
  %a = hw.thresholding(%x, %t) {outType = uint1, outBias = 0} as "Thresholding_0"
  %w = const uint1[6,6] [${ones(36)}]
  %n = const int8[6,1] [${ones(6)}]
  %o = const uint1[0] []
  %b = hw.mvau(%a, %w, %n, %o) {outType = uint1, outBias = 0, accType = uint4} as "MVAU_0"
  %y = hw.add(%a, %b) {outType = uint2} as "AddStreams_0"
  return %y
}`;

/** What a folded graph takes with its streams. */
function totalOf(graph: Graph, target: Target): Cost {
  compiled(graph, [insertStreams()]);
  return graph
    .order()
    .map((node) => costOf(registry.ask(resources, node, target)!))
    .reduce(plus, free);
}

const cyclesOf = (graph: Graph): number =>
  Math.max(
    ...graph.order().map((node) => {
      const how = registry.ask(folding, node, undefined);
      return how?.cycles(Object.fromEntries(how.dimensions.map(({ key, value }) => [key, value]))) ?? 0;
    }),
  );

/** Every folding of a network, by its folding files: cycles of the slowest layer and what all takes. */
function everyFolding(text: string, target: Target): readonly { readonly cycles: number; readonly total: Cost }[] {
  const dimensions = graphOf(text, ops)
    .order()
    .flatMap((node) =>
      registry.ask(folding, node, undefined)!.dimensions.map(({ name, size }) => ({ layer: node.name, name, size })),
    );
  const files = dimensions.reduce<readonly Readonly<Record<string, Record<string, number>>>[]>(
    (all, { layer, name, size }) =>
      all.flatMap((file) => divisors(size).map((value) => ({ ...file, [layer]: { ...file[layer], [name]: value } }))),
    [{}],
  );
  return files.map((file) => {
    const assignments = Object.entries(file).map(([layer, attributes]) => ({ layer, attributes }));
    const { graph } = compiled(text, [fold({ assignments })]);
    return { cycles: cyclesOf(graph), total: totalOf(graph, target) };
  });
}

describe.each([
  ['a chain', denseNetwork],
  ['branches', branches],
])('of all foldings of %s, built with their streams', (_, text) => {
  const target = boardOf(1000);
  const all = everyFolding(text, target);
  const weights = weightsOf(target, 'area');

  it.each([1, 2, 4, 8, 30, 96])('none that takes %d cycles is cheaper than that chosen', (targetCycles) => {
    const { graph, told } = compiled(text, [fold({ targetCycles, target, mustFit: false })]);
    const fast = all.filter(({ cycles }) => cycles <= targetCycles);
    if (fast.length === 0) {
      expect(told[0]).toContain('FINNC3401');
      return;
    }
    expect(cyclesOf(graph)).toBeLessThanOrEqual(targetCycles);
    const least = Math.min(...fast.map(({ total }) => weigh(total, weights)));
    expect(weigh(totalOf(graph, target), weights)).toBeCloseTo(least, 9);
  });

  it.each([60, 150, 300])('none that fits %d LUTs is faster than the fastest', (lut) => {
    const small = boardOf(lut);
    const fits = all.filter(({ total }) => total.every((used, i) => used <= roomOn(small, {})[i]!));
    const { graph, told } = compiled(text, [fold({ fastest: true, target: small })]);
    if (fits.length === 0) expect(told[0]).toContain('FINNC3403 no folding fits Dwarf');
    else expect(cyclesOf(graph)).toBe(Math.min(...fits.map(({ cycles }) => cycles)));
  });
});

it('says by how much it does not fit, where, and what would', () => {
  const graph = graphOf(denseNetwork, ops);
  const cx = collecting();
  fold({ targetCycles: 1, fps: 1e8, clockMhz: 100, target: boardOf(500), limits: { lut: 0.5 } }).run(graph, cx);
  const [told] = cx.reports;
  expect(told?.code).toBe('FINNC3401');
  fold({ targetCycles: 12, fps: 8e6, clockMhz: 100, target: boardOf(150), limits: { lut: 0.5 } }).run(graph, cx);
  const { code, message, help } = cx.reports.at(-1)!;
  expect(code).toBe('FINNC3403');
  expect(message).toMatch(
    /^no folding that makes 8000000 frames\/s at 100 MHz fits Dwarf: the cheapest takes \d+ LUT of 75 allowed \(the device has 150\); most LUT: \d+ in '/,
  );
  expect(help).toMatch(/^the fastest that fits makes \d+ frames\/s|^no folding of this network fits/);
});

it('keeps what a folding file gives, and folds the rest around it', () => {
  const assignments = [{ layer: 'MVAU_0', attributes: { PE: 3, SIMD: 2 } }];
  const { graph } = compiled(denseNetwork, [fold({ targetCycles: 24, target: boardOf(5000), assignments })]);
  expect(graph.order().map(({ attrs }) => attrs)).toMatchObject([{}, { pe: 3, simd: 2 }, {}]);
});

it('tells of kinds that have no estimate, and takes no more lanes than they need', () => {
  const ask: typeof registry.ask = (facet, node, context) =>
    facet.id === resources.id && node.op.name === 'hw.mvau' ? undefined : registry.ask(facet, node, context);
  const graph = graphOf(denseNetwork, ops);
  const cx = { ...collecting(), ask };
  fold({ targetCycles: 24, target: boardOf(5000) }).run(graph, cx);
  expect(cx.reports.map(({ code, message }) => `${code} ${message.slice(0, 25)}`)).toEqual([
    "FINNC3405 no estimate of 'hw.mvau':",
  ]);
  const { pe, simd } = graph.order()[1]!.attrs as { readonly pe: number; readonly simd: number };
  expect(pe * simd).toBe(4);
});

it('makes no layer faster than the ports, whose rate is all that can be had', () => {
  const narrow = boardOf(5000);
  const target = { ...narrow, board: { ...narrow.board, axiBits: 4 } };
  const { graph } = compiled(denseNetwork, [fold({ fastest: true, target })]);
  // 8 inputs of 4 bits take 8 cycles through a port of 4.
  expect(cyclesOf(graph)).toBeLessThanOrEqual(8);
  expect(cyclesOf(graph)).toBeGreaterThan(4);
});

it('weighs one resource alone where that is asked, the others between equals', () => {
  const target = boardOf(1000);
  const [lut, , bram18] = weightsOf(target, 'lut');
  expect(lut).toBe(1);
  expect(bram18).toBeLessThan(1e-3);
  expect(resourceKeys.map((_, i) => weightsOf(target, 'area')[i])).toEqual([
    1 / 1000,
    1 / 2000,
    1 / 10,
    Infinity,
    1 / 8,
  ]);
});

it('tells where too many foldings are good in different ways to be compared', () => {
  const either = defineOp({
    name: 'test.either',
    summary: 'Hands numbers on, at the cost of LUTs or of blocks.',
    operands: { x: operand.value },
    results: ['y'],
    attrs: { weight: attr.int(), pe: attr.int({ default: 1 }) },
    infer: ({ x }) => ({ y: x.type }),
    evaluate: ({ x }) => ({ y: x }),
  });
  const count = 14;
  const test = new Registry([
    definePlugin({
      name: 'test',
      facets: [
        layerKind.for(either, () => ({ kind: 'Either', variant: 'hls' })),
        folding.for(either, ({ attrs }) => ({
          dimensions: [{ key: 'pe', name: 'PE', size: 2, value: attrs.pe, of: 'MH' }],
          cycles: () => 1,
        })),
        resources.for(either, ({ attrs: { weight, pe } }) => {
          const [lut, bram18] = pe === 1 ? [weight, 0] : [0, weight];
          return { lut, bram18, uram: 0, dsp: 0, source: 'made up', error: 'none' };
        }),
      ],
    }),
  ]);
  const lines = Array.from({ length: count }, (_, i) => `%v${i + 1} = test.either(%v${i}) {weight = ${2 ** i}}`);
  const graph = graphOf([`graph(%v0: int4[1,2]) {`, ...lines, `return %v${count}`, '}'].join('\n'), [either]);
  const cx = { ...collecting(), ask: test.ask.bind(test) };
  const all = 2 ** count;
  // A block weighs a hundred LUTs here, so LUTs are taken first, and there is room for half of them.
  fold({ targetCycles: 1, target: boardOf(all / 2), limits: { bram18: 100 } }).run(graph, cx);
  expect(cx.reports.map(({ code }) => code)).toEqual(['FINNC3404']);
});
