import { Registry, type Node } from '@finnc/ir';
import { rtl, type RtlModule } from '@finnc/backend-rtl';
import { streams } from '@finnc/ir/hw';
import { graphOf } from '@finnc/ir/testing';
import { expect, it } from 'vitest';
import { layers } from '../index.ts';
import { onlyNode } from '../testing/foldings.ts';

const registry = new Registry([layers]);
const weights = Array.from({ length: 24 }, (_, i) => ((i * 7) % 8) - 4);

/** An answer of a layer of 4 rows and 6 columns, PE 2 and SIMD 3. */
function answered(attrs: string, x = 'int4', w = `int3[4,6] [${weights.join(', ')}]`, t = 'uint1[1,0] []'): RtlModule {
  const graph = graphOf(
    `graph(%x: ${x}[1,6]) {
      %w = const ${w}
      %t = const ${t}
      %o = const uint1[0] []
      %y = hw.mvau(%x, %w, %t, %o) {${attrs}, pe = 2, simd = 3}
      return %y
    }`,
    registry.ops.values(),
  );
  const node: Node = onlyNode(graph);
  const answer = registry.ask(rtl, node, { name: 'm', streams: registry.ask(streams, node, undefined)! });
  if (!answer || 'none' in answer) throw new Error('no RTL');
  return answer;
}
const words = ({ memories }: RtlModule, file: string): bigint[] =>
  memories!
    .get(file)!
    .trim()
    .split('\n')
    .map((word) => BigInt(`0x${word}`));

it('has a weight of row nf · PE + p and column sf · SIMD + s at place p · SIMD + s of word nf · SF + sf', () => {
  const image = words(answered('outType = int8, accType = int8'), 'm_weights.hex');
  const decoded = Array.from({ length: 24 }, (_, i) => {
    const [row, column] = [Math.floor(i / 6), i % 6];
    const word = image[Math.floor(row / 2) * 2 + Math.floor(column / 3)]!;
    return Number(BigInt.asIntN(3, word >> BigInt(3 * ((row % 2) * 3 + (column % 3)))));
  });
  expect(decoded).toEqual(weights);
});

it('starts sums of matching signs from minus the matches that a threshold asks for', () => {
  const signs = weights.map((weight) => (weight < 0 ? -1 : 1)).join(', ');
  const unit = answered(
    'outType = bipolar, outBias = -1, accType = int4',
    'bipolar',
    `bipolar[4,6] [${signs}]`,
    'int4[4,1] [-8, 0, 1, 7]',
  );
  const bits = Number(unit.parameters['ACC_BITS']);
  const starts = words(unit, 'm_starts.hex').flatMap((word) =>
    [0, 1].map((p) => Number(BigInt.asIntN(bits, word >> BigInt(p * bits)))),
  );
  // A sum of six signs is 2 · matches − 6: it reaches t with ⌈(t + 6) / 2⌉ matches.
  expect(starts).toEqual([1, -3, -4, -7]);
});
