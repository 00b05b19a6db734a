import { definePlugin, defineBackend } from 'finnc/plugin';

export default definePlugin({
  name: 'first',
  backends: [defineBackend({ name: 'acme', summary: 'Writes nothing.', emit: () => new Map() })],
});
