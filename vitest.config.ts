import path from 'node:path';
import { defineConfig } from 'vitest/config';

const conditions = ['@finnc/source'];
const roots = [
  'packages/ir',
  'packages/frontend',
  'packages/passes',
  'packages/backends/target',
  'packages/backends/layers',
  'packages/backends/hls',
  'packages/backends/rtl',
  'packages/backends/simulator',
  'packages/backends/report',
  'packages/backends/cycles',
  'tools/finnc',
  'tools/bench',
];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    reporters: ['default', path.resolve(import.meta.dirname, 'tools/checks/reporter.ts')],
    projects: roots.map((root) => ({
      extends: true as const,
      test: {
        name: root,
        root: path.resolve(import.meta.dirname, root),
        include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
        isolate: false,
        testTimeout: 120_000,
      },
    })),
  },
});
