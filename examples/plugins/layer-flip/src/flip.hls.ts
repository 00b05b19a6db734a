import { braces, elementType, hls } from 'finnc/plugin';
import { flip, flipSizes } from './flip.ts';
import { flipHeader } from './flip.hpp.ts';

/** Row nf · PE + pe of the signs is at `[pe][nf]`, so that each lane has a table of its own. */
export const flipHls = hls.for(flip, (node, { name }) => {
  const { channels, pe, vectors } = flipSizes(node);
  const groups = channels / pe;
  const { x, signs } = node.operand;
  const negative = (channel: number): string => ((signs.constant.data[channel] ?? 1) < 0 ? '1' : '0');
  const rows = Array.from({ length: pe }, (_, p) =>
    braces(Array.from({ length: groups }, (_unused, nf) => negative(nf * pe + p))),
  );
  const types = [elementType(x.type.elem), elementType(node.result.y.type.elem)];
  return {
    headers: ['finnc/element.hpp'],
    sources: new Map([['acme/flip.hpp', flipHeader]]),
    tables: [{ name: `${name}_negative`, type: 'bool', dims: `[${pe}][${groups}]`, initialiser: braces(rows) }],
    callee: `acme::flip<${channels}, ${pe}, ${vectors}, ${types.join(', ')} >`,
    constants: [`${name}_negative`],
    pragmas: [`ARRAY_PARTITION variable = ${name}_negative complete dim = 1`],
  };
});
