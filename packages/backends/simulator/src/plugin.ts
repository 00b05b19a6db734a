import { definePlugin } from '@finnc/ir';
import { simulatorBackend } from './backend.ts';
import { simulatorDiagnostics } from './diagnostics.ts';
import { coreKernels } from './kernels/reshape.ts';

export const simulatorPlugin = definePlugin({
  name: '@finnc/backend-simulator',
  facets: coreKernels,
  backends: [simulatorBackend],
  diagnostics: [simulatorDiagnostics],
});
