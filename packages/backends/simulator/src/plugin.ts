import { definePlugin } from '@finnc/ir';
import { simulatorBackend } from './backend.ts';
import { simulatorDiagnostics } from './diagnostics.ts';

export const simulatorPlugin = definePlugin({
  name: '@finnc/backend-simulator',
  backends: [simulatorBackend],
  diagnostics: [simulatorDiagnostics],
});
