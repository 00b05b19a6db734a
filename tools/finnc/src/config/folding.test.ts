import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldingAttributes } from './folding-attributes.ts';
import { attributesOf, writeFolding } from './folding.ts';
import { parseFolding } from './parse-folding.ts';
import { bareLayer, kindOfLayer, layerNames } from './layer-names.ts';

const parse = (value: unknown) => parseFolding(JSON.stringify(value, undefined, 1), 'f.json');

describe('a layer’s name', () => {
  const names = layerNames([
    { kind: 'MVAU', aliases: ['MatrixVectorActivation', 'StreamingFCLayer'] },
    { kind: 'Thresholding', aliases: ['Thresholding_Binary_Search'] },
    { kind: 'ConvolutionInputGenerator', aliases: ['ConvolutionInputGenerator1D'] },
  ]);
  it.each([
    ['MVAU_0', 'MVAU_0'],
    ['MVAU_hls_12', 'MVAU_12'],
    ['MVAU_rtl_0', 'MVAU_0'],
    ['StreamingFCLayer_0', 'MVAU_0'],
    ['StreamingFCLayer_Batch_0', 'MVAU_0'],
    ['MatrixVectorActivation_3', 'MVAU_3'],
    ['Thresholding_Batch_1', 'Thresholding_1'],
    ['Thresholding_rtl_1', 'Thresholding_1'],
    ['Thresholding_Binary_Search_1', 'Thresholding_1'],
    ['ConvolutionInputGenerator_rtl_0', 'ConvolutionInputGenerator_0'],
    ['ConvolutionInputGenerator1D_0', 'ConvolutionInputGenerator_0'],
    ['AcmeLayer_0', 'AcmeLayer_0'],
    ['MVAU', undefined],
    ['0', undefined],
    ['MVAU_hls_x', undefined],
  ])('%s is %s', (name, layer) => {
    const bare = bareLayer(name);
    expect(bare && kindOfLayer(bare, names)).toBe(layer);
  });
});

describe('a folding file', () => {
  it('gives layers in file order with checked attributes', () => {
    const { folding, diagnostics } = parse({
      Defaults: {},
      MVAU_hls_0: { PE: 16, SIMD: 49, ram_style: 'block', resType: 'lut' },
      Thresholding_rtl_0: { PE: 1 },
    });
    expect(diagnostics).toEqual([]);
    expect(folding).toEqual({
      defaults: [],
      layers: [
        {
          layer: 'MVAU_0',
          source: 'MVAU_hls_0',
          attributes: { PE: 16, SIMD: 49, ram_style: 'block', resType: 'lut' },
          at: 'f.json:3:2',
        },
        { layer: 'Thresholding_0', source: 'Thresholding_rtl_0', attributes: { PE: 1 }, at: 'f.json:9:2' },
      ],
    });
  });

  it('lists what has no effect in one note', () => {
    const { folding, diagnostics } = parse({
      MVAU_0: { PE: 1, inFIFODepths: [2], outFIFODepths: [32], runtime_writeable_weights: 0 },
      MVAU_1: { PE: 1, inFIFODepths: [32] },
    });
    expect(folding?.layers).toHaveLength(2);
    expect(diagnostics).toMatchObject([{ code: 'FINNC5125', severity: 'note', at: { file: 'f.json' } }]);
    expect(diagnostics[0]?.message).toMatch(/: inFIFODepths, outFIFODepths, runtime_writeable_weights$/);
  });

  it('applies defaults to the types they name, and a layer’s own entry over them', () => {
    const { folding } = parse({
      Defaults: { mem_mode: ['internal_decoupled', ['MVAU_hls']], PE: [2, ['all']] },
      MVAU_hls_0: { PE: 4 },
    });
    expect(attributesOf(folding!, 'MVAU_0')).toEqual({ mem_mode: 'internal_decoupled', PE: 4 });
    expect(attributesOf(folding!, 'Thresholding_0')).toEqual({ PE: 2 });
  });

  it('has all its errors reported together, with places and remedies', () => {
    const { folding, diagnostics } = parse({
      Defaults: { SMID: [1, ['all']], PE: 3 },
      MVAU_hls_0: { PE: 0, SIMDD: 2, ram_style: 'fast' },
      MVAU_0: { PE: 1.5, inFIFODepths: 2 },
      mvau: { PE: 1 },
      MVAU_1: 7,
    });
    expect(folding).toBeUndefined();
    expect(diagnostics.map(({ code, at, help }) => `${code} ${at?.file ?? ''} ${help ?? ''}`)).toEqual([
      "FINNC5123 f.json:3:3 did you mean 'SIMD'?",
      'FINNC5124 f.json:9:3 change the value',
      'FINNC5124 f.json:12:3 change the value',
      "FINNC5123 f.json:13:3 did you mean 'SIMD'?",
      'FINNC5124 f.json:14:3 change the value',
      'FINNC5121 f.json:16:2 keep one of them; finnc counts MVAU layers without regard to _hls and _rtl',
      'FINNC5124 f.json:17:3 change the value',
      'FINNC5124 f.json:18:3 change the value',
      'FINNC5122 f.json:20:2 a layer is named by its type and number: MVAU_0, MVAU_hls_0, Thresholding_rtl_1',
      'FINNC5126 f.json:23:2 write {"PE": 1, "SIMD": 1}',
    ]);
    expect(diagnostics[1]?.message).toContain('[value, [layer types or "all"]]');
    expect(diagnostics[2]?.message).toBe("MVAU_hls_0: 'PE' must be a whole number above 0; found 0");
  });

  it('may name dimensions of layers that plugins bring, which are known once there are layers', () => {
    const read = (value: unknown) =>
      parseFolding(JSON.stringify({ AcmePool_0: { TAPS: value } }), 'f.json', { otherDimensions: true });
    expect(read(3)).toMatchObject({ folding: { layers: [{ attributes: { TAPS: 3 } }] }, diagnostics: [] });
    expect(read('wide').diagnostics).toMatchObject([{ code: 'FINNC5124' }]);
  });

  it.each(['', '[]', '{', '3'])('%j is a problem, not an exception', (text) => {
    expect(parseFolding(text, 'f.json').diagnostics[0]?.severity).toBe('error');
  });

  it('survives being written and read again, with and without _hls', () => {
    const attributes = fc.record(
      {
        PE: fc.integer({ min: 1 }),
        SIMD: fc.integer({ min: 1 }),
        ram_style: fc.constantFrom('auto', 'ultra'),
        inFIFODepths: fc.array(fc.nat()),
      },
      { requiredKeys: ['PE'] },
    );
    const layers = fc.uniqueArray(
      fc.tuple(fc.constantFrom('MVAU', 'Thresholding', 'AcmeLayer'), fc.nat(99), attributes),
      {
        selector: ([type, index]) => `${type}_${index}`,
      },
    );
    fc.assert(
      fc.property(layers, fc.constantFrom(undefined, 'hls' as const, 'rtl' as const), (rows, suffix) => {
        const written = rows.map(([type, index, values]) => ({ layer: `${type}_${index}`, attributes: values }));
        const defaults = [{ attribute: 'ram_style', value: 'block', types: ['MVAU'] }];
        const { folding } = parseFolding(writeFolding({ defaults, layers: written }, suffix), 'f.json');
        expect(folding?.defaults).toEqual(defaults);
        expect(folding?.layers.map(({ layer, attributes: values }) => ({ layer, attributes: values }))).toEqual(
          written,
        );
      }),
    );
  });

  it('is written one layer a line', () => {
    const layers = [{ layer: 'MVAU_0', attributes: { PE: 16, SIMD: 49, inFIFODepths: [2, 2] } }];
    expect(writeFolding({ defaults: [], layers }, 'hls')).toBe(
      '{\n  "Defaults": {},\n  "MVAU_hls_0": {"PE": 16, "SIMD": 49, "inFIFODepths": [2, 2]}\n}\n',
    );
  });

  it('knows every attribute that FINN writes', () => {
    const written = `PE SIMD parallel_window ram_style depth impl_style resType mem_mode runtime_writeable_weights inFIFODepths
      outFIFODepths depth_trigger_uram depth_trigger_bram EmbFold SeqFold ram_style_thresholds ram_style_mask mac_resource`;
    for (const name of written.split(/\s+/)) expect(foldingAttributes.has(name)).toBe(true);
  });
});
