export * from './port.ts';
export * from './graph.ts';
export * from './clone.ts';
export * from './rebuild.ts';
export * from './verify.ts';
