export * from './shape.ts';
export * from './broadcast.ts';
export * from './tensor.ts';
