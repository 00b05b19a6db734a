import type * as OnnxRuntime from 'onnxruntime-node';
import { writeModel } from '@finnc/frontend';
import { randomSource } from '@finnc/ir';
import type { FloatModel } from '../networks.ts';
import { shortRate, type Subject } from '../subject.ts';

type Runtime = typeof OnnxRuntime;

/** onnxruntime as installed; undefined where it is not. */
export async function onnxruntime(): Promise<Runtime | undefined> {
  try {
    return await import('onnxruntime-node');
  } catch {
    return undefined;
  }
}

/** Batches that are tried: matrices are the larger the better, convolutions stay in the caches the smaller they are. */
const batches = [1, 4, 16, 64, 256];
/** Bytes of images up to which batches are tried: far beyond any cache, and results of layers are several times as large. */
const MOST_BYTES = 32 << 20;

/**
 * A model in onnxruntime, all optimisations on, at the batch of those tried that gives most frames a second.
 *
 * @param model  with a batch that the run decides
 */
export async function onnxruntimeSubject(
  { InferenceSession, Tensor }: Runtime,
  network: string,
  { what, model }: FloatModel,
  threads: number,
  only?: number,
): Promise<Subject> {
  const session = await InferenceSession.create(writeModel(model), {
    graphOptimizationLevel: 'all',
    executionMode: 'sequential',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  const [input] = model.graph.inputs;
  const frame = (input?.shape ?? []).slice(1).map(Number);
  const random = randomSource(1);
  const feeds = (batch: number): Readonly<Record<string, OnnxRuntime.Tensor>> => {
    const dims = [batch, ...frame];
    const size = dims.reduce((product, n) => product * n, 1);
    const data = Float32Array.from({ length: size }, () => Math.floor(random() * 256) / 255);
    return { [input?.name ?? '']: new Tensor('float32', data, dims) };
  };
  let best = { batch: 1, rate: 0 };
  const bytes = 4 * frame.reduce((product, n) => product * n, 1);
  for (const batch of only === undefined ? batches.filter((n) => n * bytes <= MOST_BYTES) : [only]) {
    const fed = feeds(batch);
    const rate = await shortRate(() => session.run(fed), batch, 0.1);
    if (rate > best.rate) best = { batch, rate };
  }
  const fed = feeds(best.batch);
  return {
    engine: 'onnxruntime',
    detail: what,
    network,
    threads,
    mode: only === 1 ? 'latency' : 'throughput',
    batch: best.batch,
    async run(calls) {
      for (let call = 0; call < calls; call++) await session.run(fed);
    },
    close: () => session.release(),
  };
}
