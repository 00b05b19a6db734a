export * from './simulator.ts';
export * from './engines.ts';
export { workerTeam } from './worker-team.ts';
export { nativeEngine, type NativeOptions } from './native/native-engine.ts';
export { instructionSets, type InstructionSet } from './native/instruction-set.ts';
