import { definePass, definePlugin } from 'finnc/plugin';

const breaks = definePass({
  name: 'break',
  summary: 'Fails.',
  needs: 'qnn',
  run() {
    throw new Error('there is no such weight');
  },
});

export default definePlugin({ name: 'acme-break', passes: [breaks] });
