import type { FacetImplementation, Node } from '@finnc/ir';
import { rtl } from '@finnc/backend-rtl';
import { cycles, loop } from '@finnc/ir/hw';
import { activatedSums, searchLevels, weightImage } from '../shared/activated-sums.rtl.ts';
import { elementKind } from '../shared/element.rtl.ts';
import { isBlock, queueDepth } from '../shared/pipeline.rtl.ts';
import { vvau, vvauSizes } from './vvau.ts';

interface Form {
  readonly block: boolean;
  /** Cycles from a step of the last tap to its result. */
  readonly latency: number;
  readonly queue: number;
}

/** The shape of the pipeline, as `finnc_vvau.sv` builds it. */
function formOf(node: Node<typeof vvau>): Form {
  const { taps, nf, steps } = vvauSizes(node);
  const block = isBlock(node.attrs.ramStyle, taps * nf);
  const latency = (block ? 2 : 1) + 1 + searchLevels(steps) + 2;
  return { block, latency, queue: queueDepth(latency, nf, taps * nf) };
}

export const vvauRtl: readonly FacetImplementation[] = [
  rtl.for(vvau, (node, { name }) => {
    const { channels, filters, taps, pe, nf } = vvauSizes(node);
    const { x, weights, thresholds, offsets } = node.operand;
    const { block, queue } = formOf(node);
    const [from, by] = [x.type.elem, weights.type.elem];
    const lanes = pe * filters;
    const sums = activatedSums(
      name,
      { ...node.attrs, thresholds: thresholds.constant, offsets: offsets.constant },
      { lanes, groups: nf },
    );
    // Words follow the tensor: taps, in each the groups of channels.
    const image = weightImage(weights.constant, taps * nf, { lanes: 1, elements: lanes }, (word) => word * lanes);
    return {
      module: 'finnc_vvau',
      parameters: {
        CHANNELS: channels,
        FILTERS: filters,
        TAPS: taps,
        PE: pe,
        X_BITS: from.bits,
        X_KIND: elementKind(from),
        W_BITS: by.bits,
        W_KIND: elementKind(by),
        BLOCK: block,
        QUEUE: queue,
        WEIGHTS: `${name}_weights.hex`,
        ...sums.parameters,
      },
      memories: new Map([[`${name}_weights.hex`, image], ...sums.memories]),
    };
  }),
  cycles.for(vvau, (node) => {
    const { taps, nf, vectors } = vvauSizes(node);
    const { latency, queue } = formOf(node);
    const schedule = [loop(vectors, loop((taps - 1) * nf, { read: ['x'] }), loop(nf, { read: ['x'], write: ['y'] }))];
    return { actors: [{ name: 'tap', schedule, pipeline: { stall: 'credit', latency, credits: queue } }] };
  }),
];
