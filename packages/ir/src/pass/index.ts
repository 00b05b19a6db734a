export * from './options.ts';
export * from './stage.ts';
export * from './pass.ts';
