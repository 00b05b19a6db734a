export * from './encoding.ts';
export * from './facet.ts';
export * from './kernels/index.ts';
export * from './plain-simulator.ts';
export * from './movement.ts';
export * from './run-tensors.ts';
export * from './sliced/index.ts';
export * from './frames/index.ts';
export * from './compare.ts';
export * from './diagnostics.ts';
export * from './files/index.ts';
export * from './backend.ts';
export * from './plugin.ts';
export * from './choose-engine.ts';
export { planners } from './planners.ts';
export type * from './engine.ts';
export * from './simulator.ts';
export * from './simulator-error.ts';
export {
  openSimulation,
  type ChosenEngine,
  type Progress,
  type RunOptions,
  type Simulation,
  type Team,
} from './simulation.ts';
export { newPortArray, portFrames, type PortFormat } from './port-array.ts';
export { inputFormat, outputFormat } from './ports.ts';
export { hasWasmEngine, wasmEngine } from './wasm/engine.ts';
