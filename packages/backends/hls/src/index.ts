export { hlsBackend, hlsPlugin } from './backend.ts';
export { hlsDiagnostics } from './diagnostics.ts';
export { hls, type HlsContext, type HlsProcess } from './facet.ts';
export { elementType } from './cpp/element.ts';
export { braces, declareTable, wordLiteral, wordType, type CppTable } from './cpp/table.ts';
export { lintHls } from './lint/lint.ts';
export type { Finding } from './lint/finding.ts';
