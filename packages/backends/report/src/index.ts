export * from './backend.ts';
export * from './diagnostics.ts';
export * from './fit.ts';
export * from './json.ts';
export * from './model.ts';
export { decimal } from './numbers.ts';
export * from './performance.ts';
export * from './sources.ts';
export * from './table.ts';
