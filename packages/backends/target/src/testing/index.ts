export * from './finn-foldings.ts';
export * from './published-designs.ts';
export * from './published-networks.ts';
