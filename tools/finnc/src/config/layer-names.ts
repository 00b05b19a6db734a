/** A layer type without `_hls` and `_rtl`. */
export const bareType = (type: string): string => type.replace(/_(hls|rtl)$/, '');

/** `MVAU_hls_3` is `MVAU_3`; undefined for what is not a type, an underscore and a number. */
export function bareLayer(name: string): string | undefined {
  const [, type, index] = /^([A-Za-z]\w*?)_(\d+)$/.exec(name) ?? [];
  return type === undefined || index === undefined ? undefined : `${bareType(type)}_${Number(index)}`;
}

/** What layers are called: their kinds, and the kind that each older name stands for. */
export type LayerNames = ReadonlyMap<string, string>;

/** The names of some kinds of layers. */
export const layerNames = (
  kinds: readonly { readonly kind: string; readonly aliases?: readonly string[] }[],
): LayerNames =>
  new Map([
    ...kinds.flatMap(({ kind, aliases = [] }) => aliases.map((alias) => [alias, kind] as const)),
    ...kinds.map(({ kind }) => [kind, kind] as const),
  ]);

/** The kind that a type means, with or without `_Batch`. Types nobody knows stay as they are. */
export function kindOf(type: string, names: LayerNames): string {
  const single = type.replace(/_Batch$/, '');
  return names.get(type) ?? names.get(single) ?? single;
}

/** `StreamingFCLayer_Batch_3` is `MVAU_3`. */
export const kindOfLayer = (layer: string, names: LayerNames): string =>
  layer.replace(/^(.*)_(\d+)$/, (_, type: string, index: string) => `${kindOf(type, names)}_${index}`);
