export * from './execute.ts';
export * from './product.ts';
