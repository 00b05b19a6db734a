import { describe, expect, it } from 'vitest';
import { compiled } from '../compiled.test.support.ts';
import { fold } from './fold.ts';

/** A chain of dense layers on signs, or on unsigned codes of some bits. */
function chain(sizes: readonly number[], weights: string, activations: string): string {
  const lines = [`graph(%x0: ${activations}[1,${sizes[0]!}]) {`];
  for (const [i, mw] of sizes.slice(0, -1).entries()) {
    const mh = sizes[i + 1]!;
    const last = i === sizes.length - 2;
    const ones = new Array(mw * mh).fill('1').join(', ');
    lines.push(`  %w${i} = const ${weights}[${mh},${mw}] [${ones}]`);
    lines.push(`  %t${i} = const int32[${mh},${last ? 0 : 1}] [${last ? '' : new Array(mh).fill('1').join(', ')}]`);
    lines.push(`  %o${i} = const uint1[0] []`);
    const out = last
      ? '{outType = int16, outBias = 0, accType = int16}'
      : `{outType = ${activations}, outBias = ${activations === 'bipolar' ? -1 : 0}, accType = int16}`;
    lines.push(`  %x${i + 1} = hw.mvau(%x${i}, %w${i}, %t${i}, %o${i}) ${out} as "MVAU_${i}"`);
  }
  return [...lines, `  return %x${sizes.length - 1}`, '}'].join('\n');
}

const foldedAs = (text: string, targetCycles: number): readonly string[] =>
  compiled(text, [fold({ targetCycles, objective: 'finn-compat' })])
    .graph.order()
    .map(({ attrs }) => {
      const { pe, simd } = attrs as { readonly pe: number; readonly simd: number };
      return `${pe},${simd}`;
    });

// PE and SIMD by an implementation of set_folding.py of its own (`finn-reference.md` 4.2).
describe('SetFolding of FINN', () => {
  const lfc = chain([784, 1024, 1024, 1024, 10], 'bipolar', 'bipolar');
  const tfc = chain([784, 64, 64, 64, 10], 'bipolar', 'bipolar');
  it.each([
    ['TFC', 10_000, tfc, ['1,7', '1,1', '1,1', '1,1']],
    ['TFC', 100, tfc, ['32,28', '1,64', '1,64', '1,8']],
    ['TFC', 64, tfc, ['32,28', '4,32', '4,32', '1,16']],
    ['LFC', 512, lfc, ['64,28', '128,32', '128,32', '1,32']],
    ['LFC', 16_667, lfc, ['1,49', '1,64', '1,64', '1,1']],
    ['cybersecurity, 2 bits', 100, chain([600, 64, 64, 64, 1], 'int2', 'uint2'), ['32,15', '4,16', '4,16', '1,1']],
    ['128×128, 4 bits', 20, chain([128, 128, 128], 'int4', 'uint2'), ['128,8', '128,8']],
    ['128×128, 4 bits', 2000, chain([128, 128, 128], 'int4', 'uint2'), ['1,16', '1,16']],
    ['128×128, 4 bits', 6_666_666, chain([128, 128, 128], 'int4', 'uint2'), ['1,1', '1,1']],
  ] as const)('%s for %d cycles', (_, targetCycles, text, wanted) => {
    expect(foldedAs(text, targetCycles)).toEqual(wanted);
  });
});
