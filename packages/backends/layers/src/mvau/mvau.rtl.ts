import { bounds, fitInt, type FacetImplementation, type Node } from '@finnc/ir';
import { memoryImage, rtl } from '@finnc/backend-rtl';
import { cycles, loop, packWord, type Firing } from '@finnc/ir/hw';
import { searchTables } from '../shared/activation.rtl.ts';
import { elementKind } from '../shared/element.rtl.ts';
import { queueDepth, treeLevels } from '../shared/pipeline.rtl.ts';
import { mvau, mvauSizes } from './mvau.ts';

type Mvau = Node<typeof mvau>;

/** Weight words up to which a memory in LUTs is no larger than the register it feeds: an input of a LUT is left over. */
const LUT_WORDS = 32;
/** Numbers added without a register between: an XNOR and eight bits are as fast as a few products. */
const RADIX = { signs: 8, products: 4 };

interface Form {
  readonly signs: boolean;
  readonly block: boolean;
  readonly radix: number;
  /** One threshold on each sum: the sum starts from minus it, and its sign decides. */
  readonly decided: boolean;
  /** Levels of the search among more thresholds. */
  readonly levels: number;
  /** Cycles from the last step of a fold to its result. */
  readonly latency: number;
  readonly queue: number;
}

/** The shape of the pipeline, as `finnc_mvu.sv` builds it. */
function formOf(node: Mvau): Form {
  const { weights, x } = node.operand;
  const { simd, sf, nf, steps } = mvauSizes(node);
  const { ramStyle } = node.attrs;
  const signs = x.type.elem.kind === 'bipolar' && weights.type.elem.kind === 'bipolar';
  const block = ramStyle === 'block' || (ramStyle === 'auto' && sf * nf > LUT_WORDS);
  const radix = signs ? RADIX.signs : RADIX.products;
  const decided = steps === 1;
  const levels = decided ? 0 : Math.ceil(Math.log2(steps + 1));
  const fetch = block ? 2 : 1;
  const latency = fetch + (signs ? 0 : 1) + treeLevels(simd, radix) + levels + 2;
  return { signs, block, radix, decided, levels, latency, queue: queueDepth(latency, 1, sf) };
}

/** What the sums of a layer start from, a number a row; matches of signs count once where a sign decides, else twice. */
function startsOf(node: Mvau, { signs, decided }: Form): { readonly starts: number[]; readonly bits: number } {
  const { thresholds, offsets } = node.operand;
  const { mh, mw } = mvauSizes(node);
  const [low, high] = bounds(node.attrs.accType).map(Number) as [number, number];
  const given = offsets.constant.data;
  const [rows = 1] = thresholds.type.shape;
  const offset = (row: number): number => given[row] ?? 0;
  if (!decided) {
    const starts = Array.from({ length: mh }, (_, row) => offset(row) - (signs ? mw : 0));
    return { starts, bits: fitInt(low, high).bits + (low >= 0 ? 1 : 0) };
  }
  // Sums lie within [low, high]: a threshold beyond is reached by all or by none.
  const starts = Array.from({ length: mh }, (_, row) => {
    const threshold = Math.max(low, Math.min(high + 1, thresholds.constant.data[rows === 1 ? 0 : row]!));
    const sum = threshold - offset(row);
    return -(signs ? Math.ceil((sum + mw) / 2) : sum);
  });
  // Only the sum minus its threshold has to fit: what runs over on the way comes back.
  return { starts, bits: fitInt(Math.min(-1, low - high - 1), Math.max(1, high - low)).bits };
}

export const mvauRtl: readonly FacetImplementation[] = [
  rtl.for(mvau, (node, { name }) => {
    const { mh, mw, simd, pe, sf, nf, steps, classes } = mvauSizes(node);
    if (classes > 1) return { none: `${classes} classes of positions (build with --sign-padding two-bit)` };
    const { x, weights, thresholds } = node.operand;
    const { outType, outBias } = node.attrs;
    const form = formOf(node);
    const { starts, bits } = startsOf(node, form);
    const words: bigint[] = [];
    const elem = weights.type.elem;
    for (let group = 0; group < nf; group++) {
      for (let step = 0; step < sf; step++) {
        let word = 0n;
        for (let p = pe - 1; p >= 0; p--) {
          const lane = packWord(elem, weights.constant.data, (group * pe + p) * mw + step * simd, simd);
          word = (word << BigInt(simd * elem.bits)) | lane;
        }
        words.push(word);
      }
    }
    const firstWords = Array.from({ length: nf }, (_, group) =>
      packWord(fitInt(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1), starts, group * pe, pe),
    );
    const search = searchTables(`${name}_thresholds`, thresholds.constant, { lanes: pe, groups: nf, bits });
    return {
      module: 'finnc_mvu',
      parameters: {
        MW: mw,
        MH: mh,
        SIMD: simd,
        PE: pe,
        X_BITS: x.type.elem.bits,
        X_KIND: elementKind(x.type.elem),
        W_BITS: elem.bits,
        W_KIND: elementKind(elem),
        ACC_BITS: bits,
        TWICE: form.signs && !form.decided,
        STEPS: steps,
        LEVELS: form.levels,
        Y_BITS: outType.bits,
        BIAS: outType.kind === 'bipolar' ? 0 : outBias,
        RADIX: form.radix,
        BLOCK: form.block,
        QUEUE: form.queue,
        WEIGHTS: `${name}_weights.hex`,
        STARTS: `${name}_starts.hex`,
        THRESHOLDS: `${name}_thresholds`,
      },
      memories: new Map([
        [`${name}_weights.hex`, memoryImage(words, pe * simd * elem.bits)],
        [`${name}_starts.hex`, memoryImage(firstWords, pe * bits)],
        ...(form.levels > 0 ? search.memories : []),
      ]),
    };
  }),
  cycles.for(mvau, (node) => {
    const { sf, nf, vectors } = mvauSizes(node);
    const { latency, queue } = formOf(node);
    const pass = (read: Firing): readonly [ReturnType<typeof loop>, Firing] => [
      loop(sf - 1, read),
      { ...read, write: ['y'] },
    ];
    const schedule = [loop(vectors, ...pass({ read: ['x'] }), loop(nf - 1, ...pass({})))];
    return { actors: [{ name: 'fold', schedule, pipeline: { stall: 'credit', latency, credits: queue } }] };
  }),
];
