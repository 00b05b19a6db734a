import type { AttributeValue } from './folding-attributes.ts';

/** What a folding file says about one layer. */
export interface FoldingLayer {
  /** Type and number without `_hls` or `_rtl`: `MVAU_0`, or an older name, `StreamingFCLayer_Batch_0`. */
  readonly layer: string;
  /** The name in the file, for messages. */
  readonly source: string;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** `file:line:column`. */
  readonly at?: string;
}

/** An attribute for every layer of some types, unless the layer says otherwise. */
export interface FoldingDefault {
  readonly attribute: string;
  readonly value: AttributeValue;
  readonly types: 'all' | readonly string[];
}

export interface Folding {
  readonly defaults: readonly FoldingDefault[];
  readonly layers: readonly FoldingLayer[];
}

/** The attributes of one layer: what its defaults say, overridden by its own entry. */
export function attributesOf({ defaults, layers }: Folding, layer: string): Readonly<Record<string, AttributeValue>> {
  const type = layer.replace(/_\d+$/, '');
  const general = defaults.filter(({ types }) => types === 'all' || types.includes(type));
  const own = layers.find((candidate) => candidate.layer === layer)?.attributes;
  return { ...Object.fromEntries(general.map(({ attribute, value }) => [attribute, value])), ...own };
}

/**
 * Write a folding in FINN's form, one layer a line.
 *
 * @param suffix  put `_hls` or `_rtl` into the names, as FINN does once it has chosen an implementation
 */
export function writeFolding(
  {
    defaults,
    layers,
  }: Pick<Folding, 'defaults'> & { readonly layers: readonly Pick<FoldingLayer, 'layer' | 'attributes'>[] },
  suffix?: 'hls' | 'rtl',
): string {
  const named = (layer: string): string => (suffix === undefined ? layer : layer.replace(/_(\d+)$/, `_${suffix}_$1`));
  const general = Object.fromEntries(
    defaults.map(({ attribute, value, types }) => [attribute, [value, types === 'all' ? ['all'] : types]]),
  );
  const rows = [
    ['Defaults', general] as const,
    ...layers.map(({ layer, attributes }) => [named(layer), attributes] as const),
  ];
  const spaced = (value: unknown): string =>
    JSON.stringify(value, undefined, 1)
      .replace(/\n\s*/g, ' ')
      .replace(/([{[]) | ([}\]])/g, '$1$2');
  return `{\n${rows.map(([name, value]) => `  ${JSON.stringify(name)}: ${spaced(value)}`).join(',\n')}\n}\n`;
}
