export * from './diagnostic.ts';
export * from './render.ts';
export { editDistance, suggest } from './suggest.ts';
