import { definePlugin } from '@finnc/ir';
import { cycleDiagnostics } from './diagnostics.ts';
import { sizeFifos } from './size-fifos.ts';

export const cyclesPlugin = definePlugin({
  name: '@finnc/cycles',
  passes: [sizeFifos],
  diagnostics: [cycleDiagnostics],
});
