import type { Tensor } from '@finnc/ir';
import { braces, hls, wordLiteral, wordType, type CppTable } from '@finnc/backend-hls';
import { packWord } from '@finnc/ir/hw';
import { activatedProduct } from '../shared/activated-product.hls.ts';
import { vvau, vvauSizes, type VvauSizes } from './vvau.ts';

/** Weight memories: PE p holds channels p, p + PE, …; word tap · NF + nf is the filters of channel nf · PE + p at a tap. */
function weightTable(name: string, weights: Tensor, { taps, channels, filters, pe, nf }: VvauSizes): CppTable {
  const bits = weights.type.elem.bits * filters;
  const memories = Array.from({ length: pe }, (_, p) => {
    const words: string[] = [];
    for (let tap = 0; tap < taps; tap++) {
      for (let group = 0; group < nf; group++) {
        const at = (tap * channels + group * pe + p) * filters;
        words.push(wordLiteral(packWord(weights.type.elem, weights.data, at, filters), bits));
      }
    }
    return braces(words);
  });
  return { name, type: wordType(bits), dims: `[${pe}][${taps * nf}]`, initialiser: braces(memories) };
}

export const vvauHls = hls.for(vvau, (node, { name }) => {
  const sizes = vvauSizes(node);
  const { channels, filters, taps, pe, vectors } = sizes;
  const { x, weights, thresholds, offsets } = node.operand;
  return activatedProduct(
    name,
    {
      header: 'vvau',
      sizes: [channels, filters, taps, pe, vectors],
      types: [x.type.elem, weights.type.elem],
      weights: weightTable(`${name}_weights`, weights.constant, sizes),
    },
    { ...node.attrs, thresholds: thresholds.constant, offsets: offsets.constant },
    { lanes: pe * filters, channels: channels * filters, ramStyle: node.attrs.ramStyle },
  );
});
