import { suggest, type Diagnostic, type Place } from '@finnc/ir';
import { configProblems } from './diagnostics.ts';
import { isMapping, parseMapping, type ConfigDocument } from './document.ts';
import type { Folding, FoldingDefault, FoldingLayer } from './folding.ts';
import { dimension, foldingAttributes, type AttributeValue, type FoldingAttribute } from './folding-attributes.ts';
import { bareLayer, bareType } from './layer-names.ts';
import { show } from './show.ts';

/** A folding with everything there is to say about it; `folding` is absent if any of that is an error. */
export interface FoldingResult {
  readonly folding?: Folding;
  readonly diagnostics: readonly Diagnostic[];
}

export interface ParseFoldingOptions {
  /** Whether layers may have dimensions that FINN does not know; then unknown attributes wait for the fold step. */
  readonly otherDimensions?: boolean;
}

/**
 * Read a folding file in FINN's form: `{"Defaults": {}, "MVAU_hls_0": {"PE": 16, "SIMD": 49}, …}`, JSON or YAML.
 *
 * Whether the model has such layers, under these or older names, and whether PE and SIMD divide their dimensions, is
 * known once there are layers.
 */
export function parseFolding(
  text: string,
  fileName: string,
  { otherDimensions = false }: ParseFoldingOptions = {},
): FoldingResult {
  const known: KnownAttribute = (attribute) =>
    foldingAttributes.get(attribute) ?? (otherDimensions ? dimension : undefined);
  const parsed = parseMapping(text, fileName, 'folding file');
  if (!('document' in parsed)) return { diagnostics: parsed.problems };
  const { document } = parsed;
  const diagnostics: Diagnostic[] = [];
  const layers = new Map<string, FoldingLayer>();
  let defaults: readonly FoldingDefault[] = [];
  for (const [source, value] of document.root) {
    const at = document.at([source]);
    const layer = bareLayer(source);
    if (!isMapping(value)) {
      diagnostics.push(configProblems.badLayerValue({ layer: source, found: show(value) }, at));
    } else if (source === 'Defaults') {
      defaults = readDefaults(value, document, known, diagnostics);
    } else if (layer === undefined) {
      diagnostics.push(configProblems.badLayerName({ name: source }, at));
    } else {
      const first = layers.get(layer)?.source;
      if (first !== undefined) diagnostics.push(configProblems.duplicateLayer({ first, second: source, layer }, at));
      const attributes = readAttributes(source, value, document, known, diagnostics);
      layers.set(layer, { layer, source, attributes, ...(at.file === undefined ? {} : { at: at.file }) });
    }
  }
  const folding: Folding = { defaults, layers: [...layers.values()] };
  const unused = unusedAttributes(folding);
  if (unused.length > 0) diagnostics.push(configProblems.unusedAttributes({ attributes: unused }, { file: fileName }));
  return diagnostics.some(({ severity }) => severity === 'error') ? { diagnostics } : { folding, diagnostics };
}

type KnownAttribute = (attribute: string) => FoldingAttribute | undefined;

const unknownAttribute = (layer: string, attribute: string, at: Place): Diagnostic =>
  configProblems.unknownAttribute({ layer, attribute, suggestion: suggest(attribute, foldingAttributes.keys()) }, at);

function readAttributes(
  layer: string,
  value: Readonly<Record<string, unknown>>,
  document: ConfigDocument,
  knownAttribute: KnownAttribute,
  diagnostics: Diagnostic[],
): Readonly<Record<string, AttributeValue>> {
  const attributes: [string, AttributeValue][] = [];
  for (const [attribute, given] of Object.entries(value)) {
    const at = document.at([layer, attribute]);
    const known = knownAttribute(attribute);
    if (!known) diagnostics.push(unknownAttribute(layer, attribute, at));
    else if (known.accepts(given)) attributes.push([attribute, given]);
    else
      diagnostics.push(
        configProblems.badAttribute({ layer, attribute, expects: known.expects, found: show(given) }, at),
      );
  }
  return Object.fromEntries(attributes);
}

/** `Defaults` holds `attribute: [value, [types or "all"]]`. */
function readDefaults(
  value: Readonly<Record<string, unknown>>,
  document: ConfigDocument,
  knownAttribute: KnownAttribute,
  diagnostics: Diagnostic[],
): readonly FoldingDefault[] {
  const layer = 'Defaults';
  return Object.entries(value).flatMap(([attribute, pair]) => {
    const at = document.at([layer, attribute]);
    const known = knownAttribute(attribute);
    if (!known) {
      diagnostics.push(unknownAttribute(layer, attribute, at));
      return [];
    }
    const [given, types] = Array.isArray(pair) && pair.length === 2 ? (pair as readonly unknown[]) : [];
    if (!known.accepts(given) || !Array.isArray(types) || !types.every((type) => typeof type === 'string')) {
      const expects = `[value, [layer types or "all"]], where the value is ${known.expects}`;
      diagnostics.push(configProblems.badAttribute({ layer, attribute, expects, found: show(pair) }, at));
      return [];
    }
    return [{ attribute, value: given, types: types.includes('all') ? ('all' as const) : types.map(bareType) }];
  });
}

/** `layer.attribute` for what finnc does not act on; one name where many layers say it. */
function unusedAttributes({ defaults, layers }: Folding): readonly string[] {
  const names = [
    ...defaults.map(({ attribute }) => attribute),
    ...layers.flatMap(({ attributes }) => Object.keys(attributes)),
  ];
  return [...new Set(names)].filter((name) => foldingAttributes.get(name)?.used === false);
}
