export type { Diagnostic, Place } from '../../../../packages/ir/src/diagnostic/diagnostic.ts';
export { defineDiagnostics } from '../../../../packages/ir/src/diagnostic/diagnostic.ts';
