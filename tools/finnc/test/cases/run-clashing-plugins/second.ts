import { definePlugin, defineBackend } from 'finnc/plugin';

export default definePlugin({
  name: 'second',
  backends: [defineBackend({ name: 'acme', summary: 'Writes nothing.', emit: () => new Map() })],
});
