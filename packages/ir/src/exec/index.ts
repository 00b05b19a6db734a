export * from './execute.ts';
export * from './product.ts';
export * from './sample.ts';
export * from './ports.ts';
