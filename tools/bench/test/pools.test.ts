import path from 'node:path';
import { corpusModels, hasCompiler } from 'finnc/corpus';
import { describe, expect, it } from 'vitest';
import { measure } from '../src/scoreboard/measure.ts';

// Written by pools/models.py, with outputs by qonnx.
const models = corpusModels(path.join(import.meta.dirname, 'pools'));
/** Overlapping and dilated windows and a whole image: with the others, the C++ would take a minute. */
const compiled: ReadonlySet<string> = new Set(['trunc-ceil-overlapping', 'max-dilated', 'global-average']);

describe('networks with pools become hardware that gives qonnx’s outputs:', () => {
  it('all of them', () => {
    expect(models).toHaveLength(15);
  });

  it.each(models)('$name', async (model) => {
    const csim = compiled.has(model.name);
    const row = await measure(model, { csim });
    expect(row.problem).toBeUndefined();
    expect(row).toMatchObject({
      stages: { import: 'ok', streamline: 'ok', lower: 'ok', simulate: 'ok' },
      floatOps: 0,
    });
    expect(row.stages['c++']).toBe(csim && hasCompiler() ? 'ok' : 'left out');
  });
});
