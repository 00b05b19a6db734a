import { Graph, suggest, tensorType, uint, type Diagnostic, type Node, type Registry } from '@finnc/ir';
import { fifo, folding as foldingFacet, fork, layerKind, width, type LayerKind } from '@finnc/ir/hw';
import { configProblems } from '../config/diagnostics.ts';
import { foldingAttributes } from '../config/folding-attributes.ts';
import type { Folding, FoldingLayer } from '../config/folding.ts';
import { kindOf, kindOfLayer, layerNames } from '../config/layer-names.ts';
import { driverDiagnostics } from '../diagnostics.ts';

export interface ResolvedFolding {
  /** Without width converters and FIFOs; layers and types by the names that the design gives them. */
  readonly folding: Folding;
  readonly diagnostics: readonly Diagnostic[];
}

/** Matches the names of a folding file with what the layers of a design are and were called. */
export function resolveFolding(given: Folding, graph: Graph, registry: Registry): ResolvedFolding {
  const diagnostics: Diagnostic[] = [];
  const own = kindsOf(graph.order(), registry);
  const inserted = kindsOf(plumbing(), registry);
  const names = layerNames([...inserted, ...own]);
  // What only insert-streams makes is no layer yet; a folding file may hold it, as our final_hw_config.json does.
  const later = new Set(inserted.map(({ kind }) => kind).filter((kind) => own.every((other) => other.kind !== kind)));
  const layers = new Map<string, FoldingLayer>();
  let ignored = 0;
  for (const entry of given.layers) {
    const layer = kindOfLayer(entry.layer, names);
    const first = layers.get(layer)?.source;
    if (later.has(layer.replace(/_\d+$/, ''))) ignored++;
    else if (first !== undefined)
      diagnostics.push(configProblems.duplicateLayer({ first, second: entry.source, layer }, placeOf(entry)));
    else layers.set(layer, { ...entry, layer });
  }
  if (ignored > 0) diagnostics.push(driverDiagnostics.plumbingIgnored({ count: ignored }));
  const defaults = given.defaults.map(({ types, ...rest }) => ({
    ...rest,
    types: types === 'all' ? types : types.map((type) => kindOf(type, names)),
  }));
  const folding: Folding = { defaults, layers: [...layers.values()] };
  diagnostics.push(...unknownAttributes(folding, graph, registry));
  return { folding, diagnostics };
}

const kindsOf = (nodes: readonly Node[], registry: Registry): readonly LayerKind[] =>
  nodes.flatMap((node) => registry.ask(layerKind, node, undefined) ?? []);

/** One of each node that insert-streams makes, to be asked for its name. */
function plumbing(): readonly Node[] {
  const graph = new Graph();
  const type = tensorType(uint(1), [1, 1]);
  const x = graph.input(type, { name: 'x', source: type, perm: [0, 1] });
  return [
    graph.add(width, { x }, { inLanes: 1, outLanes: 1 }),
    graph.add(fifo, { x }, { depth: 2, lanes: 1 }),
    graph.add(fork, { x }, { lanes: 1 }),
  ];
}

/** Attributes that neither FINN knows nor any layer of the design is folded along. */
function unknownAttributes({ defaults, layers }: Folding, graph: Graph, registry: Registry): readonly Diagnostic[] {
  const dimensions = graph.order().flatMap((node) => registry.ask(foldingFacet, node, undefined)?.dimensions ?? []);
  const known = new Set([...foldingAttributes.keys(), ...dimensions.map(({ name }) => name)]);
  const problem = (layer: string, attribute: string, entry?: FoldingLayer): Diagnostic =>
    configProblems.unknownAttribute(
      { layer, attribute, suggestion: suggest(attribute, known) },
      entry && placeOf(entry),
    );
  return [
    ...defaults.filter(({ attribute }) => !known.has(attribute)).map(({ attribute }) => problem('Defaults', attribute)),
    ...layers.flatMap((entry) =>
      Object.keys(entry.attributes)
        .filter((attribute) => !known.has(attribute))
        .map((attribute) => problem(entry.source, attribute, entry)),
    ),
  ];
}

const placeOf = ({ at }: FoldingLayer): { readonly file: string } | undefined =>
  at === undefined ? undefined : { file: at };
