import type { Tensor } from '@finnc/ir';
import { braces, hls, wordLiteral, wordType, type CppTable } from '@finnc/backend-hls';
import { packWord } from '@finnc/ir/hw';
import { activatedProduct } from '../shared/activated-product.hls.ts';
import { mvau, mvauSizes, type MvauSizes } from './mvau.ts';

/** Weight memories: PE p holds rows p, p + PE, …; word nf · SF + sf is columns sf · SIMD on of row nf · PE + p. */
function weightTable(name: string, weights: Tensor, { pe, simd, sf, nf, mw }: MvauSizes): CppTable {
  const bits = weights.type.elem.bits * simd;
  const memories = Array.from({ length: pe }, (_, p) => {
    const words: string[] = [];
    for (let group = 0; group < nf; group++) {
      for (let step = 0; step < sf; step++) {
        const at = (group * pe + p) * mw + step * simd;
        words.push(wordLiteral(packWord(weights.type.elem, weights.data, at, simd), bits));
      }
    }
    return braces(words);
  });
  return { name, type: wordType(bits), dims: `[${pe}][${sf * nf}]`, initialiser: braces(memories) };
}

export const mvauHls = hls.for(mvau, (node, { name }) => {
  const sizes = mvauSizes(node);
  const { mw, mh, simd, pe, vectors } = sizes;
  const { x, weights, thresholds, offsets } = node.operand;
  return activatedProduct(
    name,
    {
      header: 'mvau',
      sizes: [mw, mh, simd, pe, vectors],
      types: [x.type.elem, weights.type.elem],
      weights: weightTable(`${name}_weights`, weights.constant, sizes),
    },
    { ...node.attrs, thresholds: thresholds.constant, offsets: offsets.constant },
    { lanes: pe, channels: mh, ramStyle: node.attrs.ramStyle },
  );
});
