export * from './facet.ts';
