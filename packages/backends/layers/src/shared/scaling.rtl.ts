import { fitInt, type Node, type OpDef, type ScalarType, type Tensor, type FacetImplementation } from '@finnc/ir';
import { memoryImage, rtl } from '@finnc/backend-rtl';
import { cycles, loop, packWord } from '@finnc/ir/hw';
import { elementKind } from './element.rtl.ts';
import { queueDepth } from './pipeline.rtl.ts';

/** A factor and a summand for each channel, and how the result becomes a code. */
export interface Scaling {
  readonly channels: number;
  readonly pe: number;
  readonly vectors: number;
  readonly from: ScalarType;
  readonly to: ScalarType;
  /** One for all channels, or one for each. */
  readonly factors: Tensor;
  readonly offsets: Tensor;
  readonly shift: number;
  readonly even: boolean;
  /** Codes are clamped to these; left out: all fit. */
  readonly limits?: readonly [low: number, high: number];
}

/** Cycles of table, product, sum, rounding and queue. */
const LATENCY = 5;
const QUEUE = queueDepth(LATENCY, 1, 1);

/** What a layer that scales its channels answers about its RTL. */
export const scalingRtl = <Op extends OpDef>(
  op: Op,
  scalingOf: (node: Node<Op>) => Scaling,
): readonly FacetImplementation[] => [
  rtl.for(op, (node, { name }) => {
    const { channels, pe, from, to, factors, offsets, shift, even, limits } = scalingOf(node);
    if (to.kind === 'fixed' || to.kind === 'float') return { none: `codes of type ${to.name}` };
    const isShared = factors.data.length === 1 && offsets.data.length === 1;
    const groups = isShared ? 1 : channels / pe;
    const table = ({ data }: Tensor): { readonly bits: number; readonly image: string } => {
      const values = Array.from({ length: groups * pe }, (_, c) => data[data.length === 1 ? 0 : c]!);
      const type = fitInt(Math.min(-1, ...values), Math.max(0, ...values));
      const words = Array.from({ length: groups }, (_, group) => packWord(type, values, group * pe, pe));
      return { bits: type.bits, image: memoryImage(words, pe * type.bits) };
    };
    const [m, o] = [table(factors), table(offsets)];
    return {
      module: 'finnc_requant',
      parameters: {
        PE: pe,
        GROUPS: groups,
        X_BITS: from.bits,
        X_KIND: elementKind(from),
        M_BITS: m.bits,
        O_BITS: o.bits,
        SUM_BITS: Math.max(m.bits + from.bits + 1, o.bits) + 1,
        SHIFT: shift,
        EVEN: even,
        CLAMP: limits !== undefined,
        LOW: limits?.[0] ?? 0,
        HIGH: limits?.[1] ?? 0,
        Y_BITS: to.bits,
        Y_SIGNS: to.kind === 'bipolar',
        QUEUE,
        MULTIPLIERS: `${name}_multipliers.hex`,
        OFFSETS: `${name}_offsets.hex`,
      },
      memories: new Map([
        [`${name}_multipliers.hex`, m.image],
        [`${name}_offsets.hex`, o.image],
      ]),
    };
  }),
  cycles.for(op, (node) => {
    const { channels, pe, vectors } = scalingOf(node);
    const schedule = [loop(vectors * (channels / pe), { read: ['x'], write: ['y'] })];
    return { actors: [{ name: 'scale', schedule, pipeline: { stall: 'credit', latency: LATENCY, credits: QUEUE } }] };
  }),
];
