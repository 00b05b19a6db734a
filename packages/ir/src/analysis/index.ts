export * from './field.ts';
export * from './curve.ts';
export * from './fact.ts';
export * from './integer-constant.ts';
export * from './scaled-integer.ts';
export * from './settle.ts';
export * from './staircase.ts';
export * from './thresholds.ts';
