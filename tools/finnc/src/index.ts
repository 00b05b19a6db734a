/** finnc as a library: `compile` and what goes into and comes out of it. */
export { compile } from './compile.ts';
export type {
  CompileConfig,
  CompileOptions,
  CompileResult,
  GivenInputs,
  StepEvent,
  StepResult,
} from './compile-options.ts';
export { examine, type Examination, type ExamineOptions } from './doctor/examine.ts';
export { type Obstacle } from './doctor/obstacles.ts';
export { verify, type Reference, type Verification, type VerifyOptions } from './verify/verify.ts';
export { diff, type Difference, type Side } from './diff/diff.ts';
export { Recording } from './story/recording.ts';
export { storyOf, type Story } from './story/story.ts';
export { attributesOf, writeFolding, type Folding, type FoldingDefault, type FoldingLayer } from './config/folding.ts';
export { mergeConfig, type ConfigResult } from './config/build-config.ts';
export { fromJsonOrYaml } from './config/read-config.ts';
export { parseFolding, type FoldingResult } from './config/parse-folding.ts';
export { configDefaults } from './config/defaults.ts';
export { buildSchema, type BuildConfig } from './config/schema.ts';
export { stepNames, type StepName } from './config/steps.ts';
export { exitCodeOf, exitCodes, type ExitCode } from './exit-code.ts';
export { compiledNetwork } from './running/compiled-network.ts';
export type { Network } from './running/network.ts';
export type { NetworkInput, NetworkOutput } from './running/partition-file.ts';
export { standardPlugins } from './standard.ts';
export { loadModel } from '@finnc/frontend';
export { createChecker, parsePipeline, runPipeline } from '@finnc/passes';
export { simulator } from './running/simulator.ts';
export type { SimulatorOptions } from '@finnc/backend-simulator/node';
export {
  loadCompiled,
  plainSimulator,
  SimulatorError,
  type PlainSimulator,
  type Progress,
  type RunOptions,
  type Simulation,
} from '@finnc/backend-simulator';
export {
  execute,
  parseGraph,
  printGraph,
  Registry,
  renderDiagnostic,
  tensor,
  type Diagnostic,
  type Files,
  type Graph,
  type Plugin,
  type Tensor,
} from '@finnc/ir';
