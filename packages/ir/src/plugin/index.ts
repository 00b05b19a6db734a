export * from './backend.ts';
export * from './blame.ts';
export * from './plugin.ts';
export * from './registry.ts';
