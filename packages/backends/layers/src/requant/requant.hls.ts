import { braces, elementType, hls } from '@finnc/backend-hls';
import type { Tensor } from '@finnc/ir';
import { signedBits } from '../shared/activation.hls.ts';
import { requant, requantSizes } from './requant.ts';

export const requantHls = hls.for(requant, (node, { name }) => {
  const { channels, pe, vectors } = requantSizes(node);
  const { x, multipliers, offsets } = node.operand;
  const { shift, rounding, low, high, outType } = node.attrs;
  const groups = channels / pe;
  /** Channel `nf · PE + pe` at `[pe][nf]`; one for all is written out, and folds to a constant. */
  const table = ({ data }: Tensor): string =>
    braces(
      Array.from({ length: pe }, (_, p) =>
        braces(Array.from({ length: groups }, (_unused, nf) => String(data[data.length === 1 ? 0 : nf * pe + p]))),
      ),
    );
  const [m, b] = [multipliers.constant, offsets.constant].map(({ data }) => signedBits(data));
  const sizes = [pe, groups, m, b, shift, rounding === 'half_even' ? 'true' : 'false', low, high];
  const policy = `${name}_parameters`;
  return {
    headers: ['finnc/thresholding.hpp', 'finnc/requantise.hpp'],
    tables: [
      {
        name: policy,
        type: `finnc::Requantise<${sizes.join(', ')}, ${elementType(outType)} >`,
        dims: '',
        initialiser: `{${table(multipliers.constant)}, ${table(offsets.constant)}}`,
      },
    ],
    callee: `finnc::thresholding<${[channels, pe, vectors].join(', ')}, ${elementType(x.type.elem)} >`,
    constants: [policy],
    pragmas: ['values', 'offsets'].map((field) => `ARRAY_PARTITION variable = ${policy}.${field} complete dim = 1`),
  };
});
