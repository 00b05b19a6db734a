export * from './attr.ts';
export * from './op.ts';
