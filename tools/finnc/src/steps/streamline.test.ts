import { describe, expect, it } from 'vitest';
import type { Folding } from '../config/folding.ts';
import { impliedChoice } from './streamline.ts';

const folding = (...layers: readonly string[]): Folding => ({
  defaults: [],
  layers: layers.map((layer) => ({ layer, source: layer, attributes: {} })),
});

describe('a folding', () => {
  it.each([
    ['of FINN’s layers wants thresholds', ['Thresholding_0', 'MVAU_0'], 'thresholds'],
    ['under FINN’s older names, too', ['Thresholding_Batch_0'], 'thresholds'],
    ['that has requantisers leaves the choice open', ['Thresholding_0', 'Requant_0'], undefined],
    ['without either leaves it open', ['MVAU_0'], undefined],
  ] as const)('%s', (_name, layers, choice) => {
    expect(impliedChoice(folding(...layers))).toBe(choice);
  });

  it('that is not given leaves the choice open', () => {
    expect(impliedChoice(undefined)).toBeUndefined();
  });
});
