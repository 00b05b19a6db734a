import { bounds, type Node, type Tensor } from '@finnc/ir';
import { braces, elementType, hls, packWord, wordLiteral, wordType, type CppTable } from '@finnc/backend-hls';
import { signedBits, thresholdPolicy, type ActivationPolicy } from '../shared/activation.hls.ts';
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

function policyOf(name: string, node: Node<typeof mvau>, sizes: MvauSizes): ActivationPolicy {
  const { thresholds, offsets } = node.operand;
  const { outType, outBias, accType } = node.attrs;
  const { pe, nf, mh } = sizes;
  if (sizes.steps > 0)
    return thresholdPolicy(name, thresholds.constant, accType, outType, outBias, { pe, channels: mh });
  const out = elementType(outType);
  const starts = offsets.constant.data;
  if (starts.length === 0)
    return { table: { name, type: `finnc::PassThrough<${out}>`, dims: '', initialiser: '{}' }, pragmas: [] };
  const rows = Array.from({ length: pe }, (_, p) =>
    braces(Array.from({ length: nf }, (_unused, group) => String(starts[group * pe + p]))),
  );
  const type = `finnc::AddBias<${pe}, ${nf}, ap_int<${signedBits(starts)}>, ${out}>`;
  return {
    table: { name, type, dims: '', initialiser: `{${braces(rows)}}` },
    pragmas: [`ARRAY_PARTITION variable = ${name}.values complete dim = 1`],
  };
}

const memoryOf = { auto: 'auto', block: 'bram', distributed: 'lutram' } as const;

export const mvauHls = hls.for(mvau, (node, { name }) => {
  const sizes = mvauSizes(node);
  const { mw, mh, simd, pe, vectors } = sizes;
  const { x, weights } = node.operand;
  const [low, high] = bounds(node.attrs.accType);
  const accBits = signedBits([Number(low), Number(high)]);
  const table = weightTable(`${name}_weights`, weights.constant, sizes);
  const policy = policyOf(`${name}_activation`, node, sizes);
  const types = [x.type.elem, weights.type.elem].map(elementType).join(', ');
  const impl = memoryOf[node.attrs.ramStyle];
  const headers = ['finnc/mvau.hpp', ...(table.type.startsWith('finnc::Wide') ? ['finnc/wide.hpp'] : [])];
  return {
    headers,
    tables: [table, policy.table],
    callee: `finnc::mvau<${[mw, mh, simd, pe, vectors].join(', ')}, ${types}, ap_int<${accBits}> >`,
    constants: [table.name, policy.table.name],
    pragmas: [
      ...(impl === 'auto' ? [] : [`BIND_STORAGE variable = ${table.name} type = rom_1p impl = ${impl}`]),
      ...policy.pragmas,
    ],
  };
});
