/** `finnc/testing`: testers with rails, for vitest; they execute what they test. */
export * from '@finnc/ir/testing';
export * from '@finnc/layers/testing';
