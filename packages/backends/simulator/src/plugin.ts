import { definePlugin } from '@finnc/ir';
import { simulatorBackend } from './backend.ts';
import { simulatorDiagnostics } from './diagnostics.ts';
import { integerStageFacets } from './integer-stage.ts';

export const simulatorPlugin = definePlugin({
  name: '@finnc/backend-simulator',
  backends: [simulatorBackend],
  facets: integerStageFacets,
  diagnostics: [simulatorDiagnostics],
});
