/**
 * Runs one of the benchmarks beside this file.
 *
 * npm run bench -- simulator|build-time|scaling|poster|cycles|rtl-corpus|folding|ecp5 [options]
 */
const [name = '', ...rest] = process.argv.slice(2);
const benchmarks: Readonly<Record<string, () => Promise<unknown>>> = {
  simulator: () => import('./simulator.ts'),
  'build-time': () => import('./build-time.ts'),
  scaling: () => import('./scaling.ts'),
  poster: () => import('./poster.ts'),
  cycles: () => import('./cycles.ts'),
  'rtl-corpus': () => import('./rtl-corpus.ts'),
  folding: () => import('./folding.ts'),
  ecp5: () => import('./ecp5.ts'),
};
const run = benchmarks[name];
if (run) {
  process.argv.splice(2, Infinity, ...rest);
  await run();
} else {
  console.error(`'${name}' is no benchmark; there are ${Object.keys(benchmarks).join(', ')}`);
  process.exitCode = 2;
}
export {};
