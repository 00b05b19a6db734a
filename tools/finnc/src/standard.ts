import { hlsPlugin } from '@finnc/backend-hls';
import { reportPlugin } from '@finnc/backend-report';
import { rtlPlugin } from '@finnc/backend-rtl';
import { simulatorPlugin } from '@finnc/backend-simulator';
import { cyclesPlugin } from '@finnc/cycles';
import { frontend } from '@finnc/frontend';
import { definePlugin, fnirDiagnostics, portDiagnostics, registryDiagnostics, type Plugin } from '@finnc/ir';
import { layers } from '@finnc/layers';
import { passes } from '@finnc/passes';
import { dataProblems } from './data/diagnostics.ts';
import { configProblems } from './config/diagnostics.ts';
import { driverDiagnostics, outputDiagnostics, pluginDiagnostics } from './diagnostics.ts';
import { verifyDiagnostics } from './verify/diagnostics.ts';

/** The driver's own part: the messages of what has no plugin of its own. */
const driver = definePlugin({
  name: 'finnc',
  diagnostics: [
    driverDiagnostics,
    pluginDiagnostics,
    outputDiagnostics,
    verifyDiagnostics,
    configProblems,
    dataProblems,
    registryDiagnostics,
    fnirDiagnostics,
    portDiagnostics,
  ],
});

/** What finnc consists of; a user's plugins come after these. */
export const standardPlugins: readonly Plugin[] = Object.freeze([
  frontend,
  passes,
  layers,
  simulatorPlugin,
  hlsPlugin,
  rtlPlugin,
  reportPlugin,
  cyclesPlugin,
  driver,
]);
