import { qnn, type Value } from '@finnc/ir';
import { graphOf } from '@finnc/ir/testing';
import { expect, it } from 'vitest';
import { compile } from '../compile.ts';
import type { CompileConfig } from '../compile-options.ts';

const signs = `graph(%x: bipolar[1,2,3,4]) {
  %w = const bipolar[2,2,3,3] [${Array.from({ length: 36 }, (_, i) => (i % 5 === 1 ? -1 : 1)).join(', ')}]
  %c = qnn.conv(%x, %w) {kernel = [3, 3], pads = [1, 1, 1, 1]} as conv
  %s = const float32[] [1]
  %y = qnn.bipolar_quant(%c, %s)
  return %y
}`;

/** What a build tells of padded signs, and of what type they are in the end. */
async function built(config: CompileConfig): Promise<{ readonly told: string[]; readonly padded: string | undefined }> {
  const { graph, diagnostics } = await compile({
    model: graphOf(signs, qnn.qnnOps),
    config: { board: 'ZC706', fps: 1000, backend: ['report'], check: 0, ...config },
  });
  const padding = graph?.order().find(({ op }) => op.name === 'hw.pad');
  const notes = diagnostics.filter(({ code }) => code === 'FINNC3108');
  return {
    told: notes.map(({ message, help }) => `${message}; ${help ?? ''}`),
    padded: (padding?.result as Readonly<Record<string, Value>> | undefined)?.['y']?.type.elem.name,
  };
}

const toHardware = 'tidy-up, streamline, narrow, convert-to-hw';

it.each<readonly [string, CompileConfig, padded: string, told: RegExp]>([
  ['without steps of its own', {}, 'bipolar', /which costs less/],
  ['of a pipeline with the step fold', { pipeline: `${toHardware}, fold` }, 'bipolar', /which costs less/],
  [
    'of a pipeline whose own pass chooses, whatever fold would',
    { pipeline: `${toHardware}, fold, sign-padding{choice=two-bit}` },
    'ternary',
    /as asked for/,
  ],
  [
    'of a pipeline with the pass as the configuration says',
    { pipeline: `${toHardware}, sign-padding, fold`, signPadding: 'two-bit' },
    'ternary',
    /as asked for/,
  ],
  [
    'of a pipeline in which nothing chooses',
    { pipeline: `${toHardware}, fold{single}, insert-streams`, signPadding: 'border' },
    'ternary',
    /as no step of this build chooses; .*put sign-padding behind fold/,
  ],
  [
    'of steps without fold',
    { steps: ['tidy-up', 'streamline', 'narrow', 'convert-to-hw', 'report'] },
    'ternary',
    /as no step of this build chooses; let the step 'fold' run/,
  ],
])('a build %s tells once how it pads signs', async (_, config, padded, told) => {
  const result = await built(config);
  expect(result).toEqual({ padded, told: [expect.stringMatching(told)] });
});
