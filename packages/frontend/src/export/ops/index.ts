import type { FacetImplementation } from '@finnc/ir';
import { elementwiseToOnnx } from './elementwise.ts';
import { linearToOnnx } from './linear.ts';
import { quantisersToOnnx } from './quantisers.ts';
import { shapeToOnnx } from './shape.ts';
import { thresholdsToOnnx } from './thresholds.ts';
import { windowToOnnx } from './window.ts';

/** How the ops of the qnn dialect are written in ONNX. */
export const onnxFacets: readonly FacetImplementation[] = [
  ...elementwiseToOnnx,
  ...linearToOnnx,
  ...windowToOnnx,
  ...shapeToOnnx,
  ...quantisersToOnnx,
  ...thresholdsToOnnx,
];
