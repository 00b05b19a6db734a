export { describeProblem, type ProblemDescription } from './describe-problem.ts';
export type { ElementName, TensorDataType } from './element-formats.ts';
export type { ExternalData, ExternalFile } from './external-data.ts';
export type { Unpack } from './gunzip.ts';
export type { OnnxAttribute, OnnxData, OnnxGraph, OnnxModel, OnnxNode, OnnxTensor, OnnxValueInfo } from './model.ts';
export type { ForeignFormat, OnnxProblem } from './problems.ts';
export { readModel, type ReadModelOptions, type ReadModelResult } from './read-model.ts';
export { type OnnxNumbers, toClampedNumbers, toNumbers } from './to-numbers.ts';
export { writeModel } from './write-model.ts';
