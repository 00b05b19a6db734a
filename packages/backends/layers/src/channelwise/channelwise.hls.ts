import { braces, elementType, hls } from '@finnc/backend-hls';
import type { Tensor } from '@finnc/ir';
import { signedBits } from '../shared/activation.hls.ts';
import { channelwise, channelwiseSizes } from './channelwise.ts';

/** Entry nf · PE + pe is at `[pe][nf]`, so that each lane has a table of its own. */
export const channelwiseHls = hls.for(channelwise, (node, { name }) => {
  const { channels, pe, vectors } = channelwiseSizes(node);
  const { x, factors, offsets } = node.operand;
  const groups = channels / pe;
  const table = (
    what: string,
    { data }: Tensor,
  ): { name: string; type: string; dims: string; initialiser: string } => ({
    name: `${name}_${what}`,
    type: `ap_int<${signedBits(data)}>`,
    dims: `[${pe}][${groups}]`,
    initialiser: braces(
      Array.from({ length: pe }, (_, p) =>
        braces(Array.from({ length: groups }, (_unused, nf) => String(data[nf * pe + p]))),
      ),
    ),
  });
  const tables = [table('factors', factors.constant), table('offsets', offsets.constant)];
  const types = [x.type.elem, node.result.y.type.elem].map(elementType);
  return {
    headers: ['finnc/channelwise.hpp'],
    tables,
    callee: `finnc::channelwise<${[channels, pe, vectors, ...types, ...tables.map(({ type }) => type)].join(', ')} >`,
    constants: tables.map((own) => own.name),
    pragmas: tables.map((own) => `ARRAY_PARTITION variable = ${own.name} complete dim = 1`),
  };
});
