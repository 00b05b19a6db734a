import { bounds, type ScalarType, type Tensor } from '@finnc/ir';
import { braces, elementType, type CppTable, type HlsProcess } from '@finnc/backend-hls';
import { signedBits, thresholdPolicy, type ActivationPolicy } from './activation.hls.ts';
import type { RamStyle } from './memory-styles.ts';
import { storageOf } from './memory.ts';
import { positionsOf, type PositionAttrs } from './positions.ts';

/** What follows the accumulators of a layer of products, everywhere or by class of position. */
export interface ProductActivation extends PositionAttrs {
  readonly thresholds: Tensor;
  readonly offsets: Tensor;
  readonly outType: ScalarType;
  readonly outBias: number;
  readonly accType: ScalarType;
}

/**
 * The C++ call of a layer that accumulates products: `callee(weights, activation)`, with a policy of
 * `finnc/activation.hpp` over `lanes` results a beat, `channels` in all; with classes of positions their tables, too.
 */
export function activatedProduct(
  name: string,
  {
    header,
    sizes,
    types,
    weights,
  }: {
    readonly header: string;
    readonly sizes: readonly number[];
    readonly types: readonly ScalarType[];
    readonly weights: CppTable;
  },
  activation: ProductActivation,
  fold: { readonly lanes: number; readonly channels: number; readonly ramStyle: RamStyle },
): HlsProcess {
  const [low, high] = bounds(activation.accType);
  const accBits = signedBits([Number(low), Number(high)]);
  const { classes } = positionsOf(activation);
  const policy = policyOf(`${name}_activation`, activation, fold.lanes, classes * fold.channels);
  const places = classes > 1 ? [placesTable(`${name}_places`, activation, fold.channels / fold.lanes)] : [];
  const impl = storageOf[fold.ramStyle];
  return {
    headers: [`finnc/${header}.hpp`, ...(weights.type.startsWith('finnc::Wide') ? ['finnc/wide.hpp'] : [])],
    tables: [weights, policy.table, ...places],
    callee: `finnc::${header}<${[...sizes, ...types.map(elementType)].join(', ')}, ap_int<${accBits}> >`,
    constants: [weights.name, policy.table.name, ...places.map((table) => table.name)],
    pragmas: [
      ...(impl === 'auto' ? [] : [`BIND_STORAGE variable = ${weights.name} type = rom_1p impl = ${impl}`]),
      ...policy.pragmas,
    ],
  };
}

/** The first of the `groups` of channels of a class: what its row adds, and what its column does. */
function placesTable(name: string, attrs: PositionAttrs, groups: number): CppTable {
  const { rowClasses, columnClasses } = attrs;
  const { classes, columns } = positionsOf(attrs);
  const rows = rowClasses.map((row) => row * columns * groups);
  const offsets = columnClasses.map((column) => column * groups);
  const most = classes * groups;
  const type = most <= 2 ** 8 ? 'unsigned char' : most <= 2 ** 16 ? 'unsigned short' : 'unsigned';
  return {
    name,
    type: `finnc::ByPosition<${rows.length}, ${offsets.length}, ${type}>`,
    dims: '',
    initialiser: `{${[rows, offsets].map((list) => braces(list.map(String))).join(', ')}}`,
  };
}

/** @param channels  those of all classes, which lie one behind another */
function policyOf(
  name: string,
  { thresholds, offsets, outType, outBias, accType }: ProductActivation,
  pe: number,
  channels: number,
): ActivationPolicy {
  if ((thresholds.type.shape[1] ?? 0) > 0)
    return thresholdPolicy(name, thresholds, accType, outType, outBias, { pe, channels });
  const out = elementType(outType);
  const starts = offsets.data;
  if (starts.length === 0)
    return { table: { name, type: `finnc::PassThrough<${out}>`, dims: '', initialiser: '{}' }, pragmas: [] };
  const groups = channels / pe;
  const rows = Array.from({ length: pe }, (_, p) =>
    braces(Array.from({ length: groups }, (_unused, group) => String(starts[group * pe + p]))),
  );
  const type = `finnc::AddBias<${pe}, ${groups}, ap_int<${signedBits(starts)}>, ${out}>`;
  return {
    table: { name, type, dims: '', initialiser: `{${braces(rows)}}` },
    pragmas: [`ARRAY_PARTITION variable = ${name}.values complete dim = 1`],
  };
}
