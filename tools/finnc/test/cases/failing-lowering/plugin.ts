import { definePlugin, defineRule, qnn } from 'finnc/plugin';

/** A lowering that fails. */
const breaks = defineRule({
  name: 'acme-rule',
  root: qnn.multiThreshold,
  benefit: 9,
  rewrite() {
    throw new Error('there is no such table');
  },
});

export default definePlugin({ name: 'acme-lowering', lowerings: [breaks] });
