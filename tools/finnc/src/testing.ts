/** `finnc/testing`: testers with rails, for vitest; they execute what they test. */
export * from '@finnc/ir/testing';
export * from '@finnc/layers/testing';
export { testBackend, type BackendCases } from './testing/test-backend.ts';
export { compiledEngine } from './testing/compiled-engine.ts';
