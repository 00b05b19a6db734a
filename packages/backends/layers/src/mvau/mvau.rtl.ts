import type { FacetImplementation, Node } from '@finnc/ir';
import { rtl } from '@finnc/backend-rtl';
import { cycles, loop, type Firing, type Schedule } from '@finnc/ir/hw';
import { activatedSums, searchLevels, weightImage } from '../shared/activated-sums.rtl.ts';
import { elementKind } from '../shared/element.rtl.ts';
import { isBlock, queueDepth, treeLevels } from '../shared/pipeline.rtl.ts';
import { mvau, mvauSizes } from './mvau.ts';

/** Numbers added without a register between: an XNOR and eight bits are as fast as a few products. */
const RADIX = { signs: 8, products: 4 };

interface Form {
  readonly signs: boolean;
  readonly block: boolean;
  readonly radix: number;
  /** Cycles from the last step of a fold to its result. */
  readonly latency: number;
  readonly queue: number;
}

/** The shape of the pipeline, as `finnc_mvu.sv` builds it. */
function formOf(node: Node<typeof mvau>): Form {
  const { weights, x } = node.operand;
  const { simd, sf, nf, steps } = mvauSizes(node);
  const signs = x.type.elem.kind === 'bipolar' && weights.type.elem.kind === 'bipolar';
  const block = isBlock(node.attrs.ramStyle, sf * nf);
  const radix = signs ? RADIX.signs : RADIX.products;
  const latency = (block ? 2 : 1) + (signs ? 0 : 1) + treeLevels(simd, radix) + searchLevels(steps) + 2;
  return { signs, block, radix, latency, queue: queueDepth(latency, 1, sf) };
}

export const mvauRtl: readonly FacetImplementation[] = [
  rtl.for(mvau, (node, { name }) => {
    const { mh, mw, simd, pe, sf, nf, steps } = mvauSizes(node);
    const { x, weights, thresholds, offsets } = node.operand;
    const { signs, block, radix, queue } = formOf(node);
    const [from, by] = [x.type.elem, weights.type.elem];
    const sums = activatedSums(
      name,
      { ...node.attrs, thresholds: thresholds.constant, offsets: offsets.constant },
      { lanes: pe, groups: nf, ...(signs && { matches: mw }) },
    );
    const at = (word: number, lane: number): number => (Math.floor(word / sf) * pe + lane) * mw + (word % sf) * simd;
    const image = weightImage(weights.constant, sf * nf, { lanes: pe, elements: simd }, at);
    return {
      module: 'finnc_mvu',
      parameters: {
        MW: mw,
        MH: mh,
        SIMD: simd,
        PE: pe,
        X_BITS: from.bits,
        X_KIND: elementKind(from),
        W_BITS: by.bits,
        W_KIND: elementKind(by),
        TWICE: signs && steps !== 1,
        RADIX: radix,
        BLOCK: block,
        QUEUE: queue,
        WEIGHTS: `${name}_weights.hex`,
        ...sums.parameters,
      },
      memories: new Map([[`${name}_weights.hex`, image], ...sums.memories]),
    };
  }),
  cycles.for(mvau, (node) => {
    const { sf, nf, vectors } = mvauSizes(node);
    const { latency, queue } = formOf(node);
    const pass = (step: Firing): Schedule => [loop(sf - 1, step), { ...step, write: ['y'] }];
    const schedule = [loop(vectors, ...pass({ read: ['x'] }), loop(nf - 1, ...pass({})))];
    return { actors: [{ name: 'fold', schedule, pipeline: { stall: 'credit', latency, credits: queue } }] };
  }),
];
