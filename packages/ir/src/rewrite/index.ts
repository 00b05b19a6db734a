export * from './rule.ts';
export * from './rewriter.ts';
export * from './driver.ts';
