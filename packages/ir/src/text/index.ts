export { parseGraph, type ParseOptions, type ParseResult } from './parse.ts';
export { printGraph, INLINE_LIMIT, type PrintOptions, type PrintedGraph } from './print.ts';
export { fingerprint } from './fingerprint.ts';
export { fnirDiagnostics } from './diagnostics.ts';
