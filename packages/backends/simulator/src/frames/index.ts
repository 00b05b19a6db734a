export { FrameBuilder } from './builder.ts';
export { frames, type FramesContext, type FramesResults } from './facet.ts';
export type { FrameActivation } from './activation.ts';
export type { FrameDepthwise } from './depthwise.ts';
export type { ElementMap, Mapping } from './map.ts';
export type { FrameProduct } from './product.ts';
export type { FrameValue, FrameWindow } from './value.ts';
export { framesMovement } from './layers.ts';
export { NotFrames } from './not-frames.ts';
export { frameProgram, type FramePlan } from './plan.ts';
export {
  frameOpcodes,
  kindNumbers,
  mapWays,
  meetings,
  depthwiseWays,
  type FrameProgram,
  type Kind,
} from './program.ts';
