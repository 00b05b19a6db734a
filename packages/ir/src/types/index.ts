export * from './scalar.ts';
export * from './bounds.ts';
export * from './name.ts';
