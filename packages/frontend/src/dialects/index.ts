import { definePlugin, qnn } from '@finnc/ir';
import { parameterDiagnostics } from '../bnn-pynq/index.ts';
import { exportDiagnostics } from '../export/diagnostics.ts';
import { onnxFacets } from '../export/ops/index.ts';
import { importDiagnostics } from '../import/diagnostics.ts';
import { convImporters } from './onnx/conv.ts';
import { elementwiseImporters } from './onnx/elementwise.ts';
import { linearImporters } from './onnx/linear.ts';
import { mapImporters } from './onnx/map.ts';
import { normaliseImporters } from './onnx/normalise.ts';
import { normImporters } from './onnx/norms.ts';
import { pairImporters } from './onnx/pairs.ts';
import { poolImporters } from './onnx/pool.ts';
import { reduceImporters } from './onnx/reduce.ts';
import { resizeImporters } from './onnx/resize.ts';
import { sliceImporters } from './onnx/slice.ts';
import { selectImporters } from './onnx/select.ts';
import { sequenceImporters } from './onnx/sequence.ts';
import { shapeImporters } from './onnx/shape.ts';
import { sizeImporters } from './onnx/sizes.ts';
import { integerProductImporters } from './qcdq/integer-products.ts';
import { quantizeLinearImporters } from './qcdq/quantize-linear.ts';
import { channelsLastImporters } from './qonnx/channels-last.ts';
import { floatQuantImporters } from './qonnx/float-quant.ts';
import { loweredImporters } from './qonnx/lowered.ts';
import { multiThresholdImporters } from './qonnx/multi-threshold.ts';
import { quantImporters } from './qonnx/quant.ts';
import { truncImporters } from './qonnx/trunc.ts';

/** The operators finnc reads and writes, and the ops they become. */
export const frontend = definePlugin({
  name: '@finnc/frontend',
  ops: qnn.qnnOps,
  facets: [...qnn.qnnFacets, ...onnxFacets],
  importers: [
    ...elementwiseImporters,
    ...mapImporters,
    ...pairImporters,
    ...normaliseImporters,
    ...normImporters,
    ...linearImporters,
    ...convImporters,
    ...poolImporters,
    ...reduceImporters,
    ...shapeImporters,
    ...sizeImporters,
    ...sliceImporters,
    ...resizeImporters,
    ...selectImporters,
    ...sequenceImporters,
    ...quantizeLinearImporters,
    ...integerProductImporters,
    ...quantImporters,
    ...floatQuantImporters,
    ...truncImporters,
    ...multiThresholdImporters,
    ...loweredImporters,
    ...channelsLastImporters,
  ],
  diagnostics: [importDiagnostics, exportDiagnostics, parameterDiagnostics],
});
