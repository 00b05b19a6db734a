import type { FacetImplementation } from '@finnc/ir';
import { elementwiseToOnnx } from './elementwise.ts';
import { floatToOnnx } from './float.ts';
import { linearToOnnx } from './linear.ts';
import { mapToOnnx } from './map.ts';
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
  ...mapToOnnx,
  ...floatToOnnx,
];
