export { passDiagnostics } from './diagnostics.ts';
export { stagePredicates } from './stages.ts';
export { foldConstants } from './cleanup/fold-constants.ts';
export { identityRules } from './cleanup/identities.ts';
export { tidyUp } from './cleanup/tidy-up.ts';
export { absorbScalingRules } from './streamline/absorb-scaling.ts';
export { absorbFlipRules } from './streamline/absorb-flip.ts';
export { streamline } from './streamline/streamline.ts';
export { narrow } from './narrow/narrow.ts';
export { stuckChannels } from './narrow/stuck-channels.ts';
export { appendArgmax } from './lower/append-argmax.ts';
export { convertToHw, nameLayers } from './lower/convert-to-hw.ts';
export { partitionHost, type SplitReceiver } from './partition/partition-host.ts';
export {
  hardwareFeeds,
  partOf,
  Passed,
  referencePart,
  splitDifference,
  type Part,
  type RunPart,
} from './partition/parts.ts';
export type { HostPartition } from './partition/partition.ts';
export type { FoldingAssignment } from './fold/assigned.ts';
export { fold } from './fold/fold.ts';
export { signPadding, unchosenSignPadding } from './fold/sign-padding.ts';
export { insertStreams } from './stream/insert-streams.ts';
export {
  parsePipeline,
  runPipeline,
  type ParsedPass,
  type ParsedPipeline,
  type PipelineHooks,
} from './manager/pipeline.ts';
export { createChecker, type Checker } from './manager/check.ts';
export { codeTolerance, compareValues, type Comparison, type Tolerance } from './manager/compare.ts';
export { observer, realValues, type Observation, type Observations } from './manager/observe.ts';
export { passes } from './plugin.ts';
