import path from 'node:path';
import { defineConfig } from 'vitest/config';

const conditions = ['@finnc/source'];

/** Checks of the repository itself; some read `dist`, so `npm run build` comes first. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name: 'checks',
    root: path.resolve(import.meta.dirname, 'tools/checks'),
    include: ['**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    reporters: ['default', path.resolve(import.meta.dirname, 'tools/checks/reporter.ts')],
  },
});
