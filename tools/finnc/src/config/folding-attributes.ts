/** A value of a folding attribute: a number, a word, or a list of depths. */
export type AttributeValue = number | string | readonly number[];

/** What FINN's folding files say about a layer. */
export interface FoldingAttribute {
  /** The end of the sentence "'PE' must be …". */
  readonly expects: string;
  /** Whether finnc acts on it. */
  readonly used: boolean;
  accepts(value: unknown): value is AttributeValue;
}

const isCount =
  (least: number) =>
  (value: unknown): value is number =>
    Number.isSafeInteger(value) && (value as number) >= least;

const count = (least: number, used = false): FoldingAttribute => ({
  expects: least === 1 ? 'a whole number above 0' : `a whole number, ${least} or more`,
  used,
  accepts: isCount(least),
});
const flag = (used = false): FoldingAttribute => ({
  expects: '0 or 1',
  used,
  accepts: (value): value is number => value === 0 || value === 1,
});
const word = (options: readonly string[], used = false): FoldingAttribute => ({
  expects: options.map((option) => `'${option}'`).join(' or '),
  used,
  accepts: (value): value is string => typeof value === 'string' && options.includes(value),
});
const depths: FoldingAttribute = {
  expects: 'a list of whole numbers',
  used: false,
  accepts: (value): value is readonly number[] => Array.isArray(value) && value.every(isCount(0)),
};
const text: FoldingAttribute = {
  expects: 'a text',
  used: false,
  accepts: (value): value is string => typeof value === 'string',
};

/** What a dimension that a layer of a plugin is folded along takes. */
export const dimension: FoldingAttribute = count(1, true);

/** Every attribute that FINN and FINN+ read from or write to folding files. */
export const foldingAttributes: ReadonlyMap<string, FoldingAttribute> = new Map([
  ['PE', count(1, true)],
  ['SIMD', count(1, true)],
  ['ram_style', word(['auto', 'block', 'distributed', 'ultra'], true)],
  ['resType', word(['auto', 'lut', 'dsp'], true)],
  ['depth', count(1, true)],
  ['mem_mode', word(['internal_embedded', 'internal_decoupled', 'external', 'const', 'decoupled'])],
  ['ram_style_thresholds', word(['auto', 'block', 'distributed'])],
  ['parallel_window', flag()],
  ['impl_style', word(['rtl', 'vivado', 'hls', 'virtual'])],
  ['preferred_impl_style', word(['', 'hls', 'rtl'])],
  ['runtime_writeable_weights', flag()],
  ['inFIFODepths', depths],
  ['outFIFODepths', depths],
  ['inFIFODepth', count(0)],
  ['outFIFODepth', count(0)],
  ['depth_trigger_uram', count(0)],
  ['depth_trigger_bram', count(0)],
  ['depth_monitor', flag()],
  ['ram_style_mask', word(['auto', 'block', 'distributed', 'ultra'])],
  ['mac_resource', word(['auto', 'lut', 'dsp'])],
  ['EmbFold', count(1)],
  ['SeqFold', count(1)],
  ['M', count(1)],
  ['pumpedMemory', flag()],
  ['pumpedCompute', flag()],
  ['dynamic_mode', flag()],
  ['deep_pipeline', flag()],
  ['slr', count(-1)],
  ['mem_port', text],
  ['partition_id', count(0)],
  ['device_id', count(0)],
]);
