import { definePlugin } from 'finnc/plugin';
import { diagnostics } from './diagnostics.ts';
import { dropConstantNeuronsPass } from './drop-constant-neurons.ts';

export { dropConstantNeurons, dropConstantNeuronsPass } from './drop-constant-neurons.ts';

export default definePlugin({
  name: 'finnc-pass-constant-neurons',
  passes: [dropConstantNeuronsPass],
  diagnostics: [diagnostics],
});
