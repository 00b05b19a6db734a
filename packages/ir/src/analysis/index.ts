export * from './field.ts';
export * from './fact.ts';
export * from './integer-constant.ts';
export * from './scaled-integer.ts';
export * from './thresholds.ts';
