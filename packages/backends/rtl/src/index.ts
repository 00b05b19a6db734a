export { rtlBackend, rtlPlugin } from './backend.ts';
export { rtlDiagnostics } from './diagnostics.ts';
export { memoryImage, memoryPath, rtl, type NoRtl, type RtlContext, type RtlModule } from './facet.ts';
