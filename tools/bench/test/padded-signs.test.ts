import path from 'node:path';
import { compile } from 'finnc';
import { corpusModels, hasCompiler, modelBytes } from 'finnc/corpus';
import { describe, expect, it } from 'vitest';
import { measure } from '../src/scoreboard/measure.ts';

// Written by padded-signs/models.py, with outputs by qonnx.
const models = corpusModels(path.join(import.meta.dirname, 'padded-signs'));
const choices = ['two-bit', 'border'] as const;

describe('convolutions that pad signs give qonnx’s outputs in hardware, built either way:', () => {
  it('all of them', () => {
    expect(models).toHaveLength(5);
  });

  it.each(models.flatMap((model) => choices.map((signPadding) => ({ model, signPadding, name: model.name }))))(
    '$name as $signPadding',
    async ({ model, signPadding }) => {
      const row = await measure(model, { csim: true, config: { signPadding } });
      expect(row.problem).toBeUndefined();
      expect(row).toMatchObject({
        stages: { import: 'ok', streamline: 'ok', lower: 'ok', simulate: 'ok' },
        floatOps: 0,
      });
      expect(row.stages['c++']).toBe(hasCompiler() ? 'ok' : 'left out');
    },
  );

  it.each(models)('$name tells each of its choices, with both costs', async (model) => {
    const told = await Promise.all(
      choices.map(async (signPadding) => {
        const config = { signPadding, stopStep: 'fold', backend: [], check: 0 } as const;
        const { diagnostics } = await compile({ model: modelBytes(model), file: model.file, config });
        return diagnostics.filter(({ code }) => code === 'FINNC3108').map(({ message }) => message);
      }),
    );
    const [zeros = [], signs = []] = told;
    expect(zeros.length).toBeGreaterThan(0);
    expect(signs).toHaveLength(zeros.length);
    for (const message of zeros) expect(message).toMatch(/take two, as asked for \(two bits: .*; -1 and \d+ classes/);
    for (const message of signs) expect(message).toMatch(/-1 stands for them.*as asked for \(two bits: .*; -1 and/);
  });
});
