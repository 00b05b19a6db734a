export * from './target.ts';
export * from './cycles.ts';
export * from './facets.ts';
export * from './operation-counts.ts';
export * from './performance.ts';
export * from './plumbing.ts';
export * from './divisors.ts';
export * from './sign-border.ts';
