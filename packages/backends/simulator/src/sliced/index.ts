export * from './builder.ts';
export * from './facet.ts';
export * from './interpret.ts';
export * from './layers.ts';
export * from './plan.ts';
export * from './product.ts';
export * from './program.ts';
export * from './value.ts';
