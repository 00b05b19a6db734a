export * from './onnx/index.ts';
export { importDiagnostics } from './import/diagnostics.ts';
export { defineImporter, qonnxDomains, type Handle, type ImportContext, type OnnxImporter } from './import/handler.ts';
export { importModel, nameOfNode, type ImportResult } from './import/importer.ts';
export { loadModel, type LoadOptions } from './import/load.ts';
export * from './bnn-pynq/index.ts';
export { frontend } from './dialects/index.ts';
export { exportGraph } from './export/graph.ts';
export { exportModel, type ExportResult } from './export/model.ts';
export { exportDiagnostics } from './export/diagnostics.ts';
export {
  onnxTargets,
  toOnnx,
  type NodeText,
  type OnnxTarget,
  type OnnxWriter,
  type Unwritable,
  type Written,
  type WrittenTensor,
} from './export/writer.ts';
