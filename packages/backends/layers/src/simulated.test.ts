import { frames, kernel, sliced } from '@finnc/backend-simulator';
import { expect, it } from 'vitest';
import { layers } from './index.ts';
import { simulatedLayers } from './simulated.ts';

const computes = new Set([kernel, sliced, frames].map(({ id }) => id));

it('has all ops of the layers, and all answers about what they compute', () => {
  expect(simulatedLayers.name).toBe(layers.name);
  expect(new Set(simulatedLayers.ops)).toEqual(new Set(layers.ops));
  const wanted = layers.facets.filter(({ facet }) => computes.has(facet));
  expect(new Set(simulatedLayers.facets)).toEqual(new Set(wanted));
});
