/** `finnc/corpus`: what it takes to measure finnc on a folder of models with known outputs. */
export { corpusModel, corpusModels, modelBytes, type CorpusModel } from './corpus/folder.ts';
export {
  goldenArrays,
  goldenSamples,
  sampleFeeds,
  sampleTensors,
  valuesOf,
  type GoldenArray,
  type GoldenSamples,
} from './corpus/golden.ts';
export { compileNetwork, hasCompiler, type CompiledNetwork } from './testing/compiled-network.ts';
export { actorNetwork, modelTimings, timingOf, type Timing } from './testing/rtl-timing.ts';
export { dataBeside, nodeGunzip } from './model-file.ts';
export { parseFolding } from './config/parse-folding.ts';
export { floatOps } from './steps/describe.ts';
export { quantisedValues } from './steps/import.ts';
export { onnxruntimeReference } from './running/reference-runtime.ts';
