import { fileURLToPath } from 'node:url';
import type { Tinypool } from 'tinypool';
import type { WorkerSetup, WorkerTask } from './share.ts';

/** Worker threads that all do the same task at once. */
export interface Crew {
  /** Whether all workers have loaded what they run, or one could not. */
  isReady(): boolean;
  ready(): Promise<void>;
  /** Gives every worker the task; rejects as soon as one fails or ends. */
  run(task: WorkerTask): Promise<void>;
  close(): Promise<void>;
}

const isSource = import.meta.url.endsWith('.ts');

/** Starts workers, which load their engine and programs at once. */
export function startCrew(setup: WorkerSetup, threads: number): Crew {
  let closing = false;
  let settled = false;
  const pool = openPool(setup, threads);
  // The pool knows workers that throw, but waits forever for one that ends.
  const lost = pool.then(
    (workers) =>
      new Promise<never>((_, reject) => {
        for (const worker of workers.threads) {
          worker.once('exit', (code: number) => {
            if (!closing) reject(new Error(`it ended with exit code ${code}`));
          });
        }
        workers.on('error', reject);
      }),
  );
  const run = async (task: WorkerTask): Promise<void> => {
    const workers = await pool;
    await Promise.race([lost, Promise.all(Array.from({ length: threads }, () => workers.run(task) as Promise<void>))]);
  };
  const loaded = Promise.all(Object.keys(setup.programs).map((family) => run({ family }))).then(() => undefined);
  const settle = (): void => {
    settled = true;
  };
  loaded.then(settle, settle);
  lost.catch(settle);
  return {
    isReady: () => settled,
    ready: () => loaded,
    run,
    async close() {
      closing = true;
      // The pool's own end trips over workers that fail at the same time.
      await Promise.all((await pool).threads.map((worker) => worker.terminate() as Promise<unknown>));
    },
  };
}

async function openPool(workerData: WorkerSetup, threads: number): Promise<Tinypool> {
  const { Tinypool: Pool } = await import('tinypool');
  return new Pool({
    filename: fileURLToPath(new URL(isSource ? 'worker.test.support.mjs' : 'worker.js', import.meta.url)),
    minThreads: threads,
    maxThreads: threads,
    workerData,
    // Between two batches of a stream workers wait, they do not end.
    idleTimeout: Infinity,
  });
}
