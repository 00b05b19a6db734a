import { attr, defineOp, definePlugin, operand, Registry, type Diagnostic, type Graph } from '@finnc/ir';
import { folding, layerKind } from '@finnc/ir/hw';
import { graphOf } from '@finnc/ir/testing';
import { describe, expect, it } from 'vitest';
import { compiled } from '../compiled.test.support.ts';
import { runPipeline } from '../manager/pipeline.ts';
import { denseNetwork } from './dense.test.support.ts';
import { fold } from './fold.ts';

type Options = Parameters<typeof fold>[0];

function folded(options: Options): { readonly lanes: Record<string, string>; readonly told: readonly string[] } {
  const { graph, told } = compiled(denseNetwork, [fold(options)]);
  const lanes = Object.fromEntries(
    graph.order().map(({ name, attrs }) => {
      const { pe = 0, simd } = attrs as { readonly pe?: number; readonly simd?: number };
      return [name, simd === undefined ? `${pe}` : `${pe}×${simd}`];
    }),
  );
  return { lanes, told };
}
const given = (layer: string, attributes: Readonly<Record<string, unknown>>): Options => ({
  assignments: [{ layer, attributes }],
});

describe('folding for a rate', () => {
  it('takes the fewest lanes that are fast enough', () => {
    expect(folded({ targetCycles: 96 }).lanes['MVAU_0']).toBe('1×1');
    for (const targetCycles of [95, 48, 47, 16, 8, 3, 1]) {
      const { lanes } = folded({ targetCycles });
      const [pe = 1, simd = 1] = lanes['MVAU_0']!.split('×').map(Number);
      expect((12 / pe) * (8 / simd)).toBeLessThanOrEqual(targetCycles);
      const fewer = [1, 2, 3, 4, 6, 12].flatMap((p) => [1, 2, 4, 8].map((s) => [p, s] as const));
      expect(fewer.filter(([p, s]) => p * s < pe * simd && 96 / p / s <= targetCycles)).toEqual([]);
    }
  });

  it('folds each layer for itself', () => {
    const { lanes } = folded({ targetCycles: 8 });
    expect(lanes['Thresholding_0']).toBe('1');
    expect(lanes['MVAU_0']).not.toBe('1×1');
  });

  it('tells the slowest layer and the best rate where the rate is out of reach', () => {
    const { told } = folded({ targetCycles: 0.5, fps: 200e6, clockMhz: 100 });
    expect(told).toEqual([
      "FINNC3401 200000000 frames/s at 100 MHz allow less than one cycle a frame; 'LabelSelect_0' needs 2 at full folding",
    ]);
  });

  it('leaves the layers as they are without one', () => {
    expect(folded({}).lanes).toEqual({ Thresholding_0: '1', MVAU_0: '1×1', LabelSelect_0: '1' });
  });

  it('gives one lane to each where that is asked', () => {
    expect(folded({ single: true }).lanes['MVAU_0']).toBe('1×1');
  });
});

/** A layer whose lanes are legal together only where there are as many along each dimension. */
const square = defineOp({
  name: 'test.square',
  summary: 'Hands a square on, a square of lanes a cycle.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: { pe: attr.int({ default: 1 }), simd: attr.int({ default: 1 }) },
  infer: ({ x }) => ({ y: x.type }),
  evaluate: ({ x }) => ({ y: x }),
});
const squares = new Registry([
  definePlugin({
    name: 'test',
    facets: [
      layerKind.for(square, () => ({ kind: 'Square', variant: 'hls' })),
      folding.for(square, ({ attrs }) => ({
        dimensions: [
          { key: 'pe', name: 'PE', size: 4, value: attrs.pe, of: 'MH' },
          { key: 'simd', name: 'SIMD', size: 4, value: attrs.simd, of: 'MW' },
        ],
        cycles: ({ pe = 1, simd = 1 }) => 16 / (pe * simd),
        illegal: ({ pe = 1, simd = 1 }) => (pe === simd ? undefined : `PE = ${pe} and SIMD = ${simd} differ`),
      })),
    ],
  }),
]);

describe('values that divide their dimensions and are not legal together', () => {
  const graph = (): Graph =>
    graphOf('graph(%x: int4[4,4]) { %y = test.square(%x) as "Square_0"\n return %y }', [square]);
  const folded = (options: Options): { readonly attrs: unknown; readonly reports: readonly Diagnostic[] } => {
    const reports: Diagnostic[] = [];
    const subject = graph();
    const ask = squares.ask.bind(squares);
    runPipeline(subject, [fold(options)], { ask, report: (told) => reports.push(told), lowerings: [] });
    return { attrs: subject.order()[0]?.attrs, reports };
  };

  it('are refused where they are given', () => {
    const { attrs, reports } = folded(given('Square_0', { PE: 4, SIMD: 2 }));
    expect(reports.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "FINNC3304 the folding of 'Square_0' is not possible: PE = 4 and SIMD = 2 differ",
    ]);
    expect(attrs).toEqual({ pe: 1, simd: 1 });
  });

  it('are passed over where values are chosen', () => {
    expect(folded({ targetCycles: 8 })).toEqual({ attrs: { pe: 2, simd: 2 }, reports: [] });
  });
});

describe('a folding file', () => {
  it('sets the layers it names, and the others follow the rate', () => {
    const { lanes, told } = folded({ ...given('MVAU_0', { PE: 3, SIMD: 4, ram_style: 'block' }), targetCycles: 8 });
    expect(told).toEqual([]);
    expect(lanes).toMatchObject({ MVAU_0: '3×4', Thresholding_0: '1' });
  });

  it('keeps a dimension that is left out', () => {
    expect(folded(given('MVAU_0', { SIMD: 4 })).lanes['MVAU_0']).toBe('1×4');
  });

  it('that contradicts the rate is an error', () => {
    expect(folded({ ...given('MVAU_0', { PE: 1, SIMD: 1 }), targetCycles: 8, fps: 1, clockMhz: 1 }).told).toEqual([
      "FINNC3402 the given folding of 'MVAU_0' takes 96 cycles a frame; 1 frames/s at 1 MHz allow 8",
    ]);
  });

  it.each([
    [
      'an unknown layer, with the nearest one',
      'MVAU_1',
      { PE: 2 },
      "FINNC3301 the folding names 'MVAU_1', and the design has no such layer; did you mean 'MVAU_0'?",
    ],
    [
      'a layer near none',
      'Lookup_0',
      { PE: 2 },
      "FINNC3301 the folding names 'Lookup_0', and the design has no such layer",
    ],
    ['what does not divide', 'MVAU_0', { PE: 5 }, "FINNC3303 PE = 5 of 'MVAU_0' does not divide MH = 12"],
    ['a fraction', 'MVAU_0', { SIMD: 1.5 }, "FINNC3303 SIMD = 1.5 of 'MVAU_0' does not divide MW = 8"],
    ['zero', 'MVAU_0', { SIMD: 0 }, "FINNC3303 SIMD = 0 of 'MVAU_0' does not divide MW = 8"],
    ['a word', 'MVAU_0', { PE: 'all' }, "FINNC3303 PE = NaN of 'MVAU_0' does not divide MH = 12"],
    [
      'a dimension the layer lacks',
      'Thresholding_0',
      { SIMD: 2 },
      "FINNC3302 the folding sets SIMD of 'Thresholding_0', which is not folded along it",
    ],
  ] as const)('with %s is told', (_name, layer, attributes, message) => {
    const { told, lanes } = folded(given(layer, attributes));
    expect(told).toEqual([message]);
    expect(lanes).toEqual({ Thresholding_0: '1', MVAU_0: '1×1', LabelSelect_0: '1' });
  });

  it('names the legal values, and the layers there are', () => {
    const help = (layer: string): string | undefined =>
      compiled(denseNetwork, [fold(given(layer, { PE: 5 }))]).reports[0]?.help;
    expect(help('MVAU_0')).toBe('legal values: 1, 2, 3, 4, 6, 12');
    expect(help('Nothing_0')).toBe('layers of this design: Thresholding_0, MVAU_0, LabelSelect_0');
  });

  it('has all its mistakes told at once', () => {
    const assignments = [
      { layer: 'MVAU_0', attributes: { PE: 5, SIMD: 3 } },
      { layer: 'Thresholding_9', attributes: { PE: 1 } },
    ];
    expect(folded({ assignments }).told.map((line) => line.slice(0, 9))).toEqual([
      'FINNC3303',
      'FINNC3303',
      'FINNC3301',
    ]);
  });

  it('may write 1 for a dimension that a layer lacks, as FINN does', () => {
    expect(folded(given('Thresholding_0', { PE: 2, SIMD: 1 }))).toMatchObject({
      told: [],
      lanes: { Thresholding_0: '2' },
    });
  });

  it('says where in it the mistake is', () => {
    const at = { file: 'folding.json', pointer: '/MVAU_0/PE' } as never;
    const { reports } = compiled(denseNetwork, [
      fold({ assignments: [{ layer: 'MVAU_0', attributes: { PE: 5 }, at }] }),
    ]);
    expect(reports[0]?.at).toMatchObject({ file: 'folding.json', layer: 'MVAU_0' });
  });
});
