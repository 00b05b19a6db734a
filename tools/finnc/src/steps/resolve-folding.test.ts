import { attr, defineOp, definePlugin, Graph, operand, Registry, tensorType, uint } from '@finnc/ir';
import { folding, layerKind } from '@finnc/ir/hw';
import { fold } from '@finnc/passes';
import { expect, it } from 'vitest';
import { attributesOf } from '../config/folding.ts';
import { parseFolding } from '../config/parse-folding.ts';
import { standardPlugins } from '../standard.ts';
import { resolveFolding } from './resolve-folding.ts';

/** A layer of a plugin, folded along a dimension that FINN has no word for. */
const filter = defineOp({
  name: 'acme.filter',
  summary: 'Does nothing, on some taps a cycle.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: { taps: attr.int({ min: 1, default: 1 }) },
  infer: ({ x }) => ({ y: x.type }),
  evaluate: ({ x }) => ({ y: x }),
});
const acme = definePlugin({
  name: 'acme',
  ops: [filter],
  facets: [
    layerKind.for(filter, () => ({ kind: 'AcmeFilter', variant: 'hls', aliases: ['AcmeFir'] })),
    folding.for(filter, ({ attrs }) => ({
      dimensions: [{ key: 'taps', name: 'TAPS', size: 8, value: attrs.taps, of: 'taps of the filter' }],
      cycles: ({ taps = 1 }) => 8 / taps,
    })),
  ],
});
const registry = new Registry([...standardPlugins, acme]);

function design(): Graph {
  const graph = new Graph();
  const type = tensorType(uint(1), [1, 8]);
  const x = graph.input(type, { name: 'x', source: type, perm: [0, 1] });
  graph.add(filter, { x }, { taps: 1 }, { name: 'AcmeFilter_0' });
  return graph;
}

const resolved = (file: unknown) => {
  const parsed = parseFolding(JSON.stringify(file), 'f.json', { otherDimensions: true });
  expect(parsed.diagnostics).toEqual([]);
  return resolveFolding(parsed.folding ?? { defaults: [], layers: [] }, design(), registry);
};

it('folds a plugin’s layer along its own dimension, under an older name', () => {
  const { folding: given, diagnostics } = resolved({ AcmeFir_hls_0: { TAPS: 4 } });
  expect(diagnostics).toEqual([]);
  const graph = design();
  const assignments = given.layers.map(({ layer }) => ({ layer, attributes: attributesOf(given, layer) }));
  fold({ assignments }).run(graph, {
    ask: (facet, node, context) => registry.ask(facet, node, context),
    report: ({ message }) => expect.unreachable(message),
    lowerings: [],
  });
  expect(graph.order().map(({ name, attrs }) => [name, attrs])).toEqual([['AcmeFilter_0', { taps: 4 }]]);
});

it('tells a misspelt dimension from one of another layer', () => {
  const { diagnostics } = resolved({ Defaults: { TAPZ: [2, ['all']] }, AcmeFilter_0: { TASP: 4 } });
  expect(diagnostics).toMatchObject([
    { code: 'FINNC5123', help: "did you mean 'TAPS'?" },
    { code: 'FINNC5123', help: "did you mean 'TAPS'?", at: { file: 'f.json:1:34' } },
  ]);
});

it('leaves out what insert-streams makes, by any of its names', () => {
  const { folding: given, diagnostics } = resolved({
    StreamingFIFO_rtl_0: { depth: 2 },
    StreamingDataWidthConverter_Batch_0: { depth: 2 },
  });
  expect(given.layers).toEqual([]);
  expect(diagnostics).toMatchObject([{ code: 'FINNC5011' }]);
});
