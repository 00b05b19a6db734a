export { standardAsk } from './ask.ts';
export { graphOf, tensorOf } from './text.ts';
export { expectSameMeaning, type Comparison } from './same-meaning.ts';
export { testRule, type RuleCases } from './test-rule.ts';
export { testPass, type PassCases } from './test-pass.ts';
export { testOp, expectSameValues, type OpVector } from './test-op.ts';
export { randomGraph, type RandomGraphOptions } from './random-graph.ts';
export { sampleInputs, sampler, randomSource } from '../exec/sample.ts';
