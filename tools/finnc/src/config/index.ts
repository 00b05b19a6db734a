export * from './build-config.ts';
export { configProblems } from './diagnostics.ts';
export * from './folder.ts';
export * from './folding.ts';
export * from './folding-attributes.ts';
export * from './layer-names.ts';
export * from './schema.ts';
export * from './steps.ts';
export * from './suggest.ts';
