export * from './model.ts';
export * from './load.ts';
export { packTensors, unpackTensors, type PackedTensors, type TensorEntry } from './weights.ts';
