export { parameterDiagnostics } from './diagnostics.ts';
export { importParameters, type ParameterImport } from './import.ts';
export type { LayerFolding } from './folding.ts';
export { isParameterFolder, type ParameterFiles } from './parameters.ts';
