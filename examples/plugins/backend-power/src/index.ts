import { definePlugin } from 'finnc/plugin';
import { powerBackend } from './backend.ts';
import { diagnostics } from './diagnostics.ts';
import { powerFacets } from './power.ts';

export { power, type PowerContext } from './power.ts';
export { powerBackend } from './backend.ts';

export const powerPlugin = definePlugin({
  name: 'finnc-backend-power',
  facets: powerFacets,
  backends: [powerBackend],
  diagnostics: [diagnostics],
});
export default powerPlugin;
