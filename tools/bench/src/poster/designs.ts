import { readFileSync } from 'node:fs';
import path from 'node:path';
import { sampler, type Graph, type Registry, type Tensor } from '@finnc/ir';
import { compile } from 'finnc';
import { nodeGunzip, parseFolding } from 'finnc/corpus';

/** One of the six designs of the poster, or one with its interval and another folding. */
export interface PosterDesign {
  readonly name: string;
  /** The example model of its topology. */
  readonly model: string;
  /** Who turns pixels into codes; with the host, a pixel is a bit. */
  readonly inputQuantiser: 'host' | 'hardware';
  /** What was published of it at 200 MHz: frames a second, and the latency of one, µs. */
  readonly published: { readonly fps: number; readonly latencyUs: number };
}

const max = {
  sfc: { fps: 12_361_000, latencyUs: 0.31 },
  lfc: { fps: 1_561_000, latencyUs: 2.44 },
};

/**
 * Foldings lie beside, `poster/<name>.json`.
 *
 * @see Umuroglu et al., FINN, arXiv:1612.07119, table 3
 */
export const posterDesigns: readonly PosterDesign[] = [
  { name: 'sfc-max', model: 'sfc-w1a1', inputQuantiser: 'host', published: max.sfc },
  { name: 'sfc-max-alternating', model: 'sfc-w1a1', inputQuantiser: 'host', published: max.sfc },
  { name: 'lfc-max', model: 'lfc-w1a1', inputQuantiser: 'host', published: max.lfc },
  { name: 'lfc-max-alternating', model: 'lfc-w1a1', inputQuantiser: 'host', published: max.lfc },
  { name: 'cnv-max', model: 'cnv-w1a1', inputQuantiser: 'hardware', published: { fps: 21_900, latencyUs: 283 } },
  { name: 'sfc-fix', model: 'sfc-w1a1', inputQuantiser: 'host', published: { fps: 12_200, latencyUs: 240 } },
  { name: 'lfc-fix', model: 'lfc-w1a1', inputQuantiser: 'host', published: { fps: 12_200, latencyUs: 282 } },
  { name: 'cnv-fix', model: 'cnv-w1a1', inputQuantiser: 'hardware', published: { fps: 11_600, latencyUs: 550 } },
];

/** The folded graph of a design, its FIFOs in it. */
export async function posterGraph({ name, model, inputQuantiser }: PosterDesign): Promise<Graph> {
  const file = path.resolve(import.meta.dirname, `../../../../examples/models/${model}.onnx.gz`);
  const foldingFile = path.resolve(import.meta.dirname, `../../poster/${name}.json`);
  const { folding } = parseFolding(readFileSync(foldingFile, 'utf8'), `${name}.json`);
  const { graph, diagnostics } = await compile({
    model: readFileSync(file),
    file,
    gunzip: nodeGunzip,
    config: { board: 'ZC706', check: 0, backend: [], stopStep: 'insert-streams', inputQuantiser },
    intermediateModels: false,
    ...(folding && { folding }),
  });
  if (!graph || !folding) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return graph;
}

/** Inputs drawn from the types of a graph, the same at each call. */
export function posterFeeds(graph: Graph, registry: Registry, frames: number): Tensor[][] {
  const sample = sampler(graph, registry);
  return Array.from({ length: frames }, (_, i) => sample(i + 1));
}
