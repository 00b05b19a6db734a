export * from './target.ts';
export * from './facets.ts';
export * from './plumbing.ts';
export * from './divisors.ts';
