import type { FacetImplementation } from '@finnc/ir';
import { elementwiseToOnnx } from './elementwise.ts';
import { floatToOnnx } from './float.ts';
import { joinsToOnnx } from './joins.ts';
import { linearToOnnx } from './linear.ts';
import { mapToOnnx } from './map.ts';
import { poolsToOnnx } from './pools.ts';
import { qcdqToOnnx } from './qcdq.ts';
import { quantisersToOnnx } from './quantisers.ts';
import { requantiseToOnnx } from './requantise.ts';
import { shapeToOnnx } from './shape.ts';
import { thresholdsToOnnx } from './thresholds.ts';
import { truncToOnnx } from './trunc.ts';
import { windowToOnnx } from './window.ts';

/** How the ops of the qnn dialect are written in ONNX. */
export const onnxFacets: readonly FacetImplementation[] = [
  ...elementwiseToOnnx,
  ...linearToOnnx,
  ...windowToOnnx,
  ...shapeToOnnx,
  ...quantisersToOnnx,
  ...thresholdsToOnnx,
  ...truncToOnnx,
  ...requantiseToOnnx,
  ...joinsToOnnx,
  ...qcdqToOnnx,
  ...poolsToOnnx,
  ...mapToOnnx,
  ...floatToOnnx,
];
