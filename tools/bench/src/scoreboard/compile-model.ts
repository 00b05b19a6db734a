import { compile, type BuildConfig, type CompileOptions, type CompileResult } from 'finnc';
import { dataBeside, modelBytes, nodeGunzip, type CorpusModel } from 'finnc/corpus';

/** Rate that layers are folded for: several lanes in the larger ones, none beyond what a board has. */
const fps = 300;

/** Takes a model of a corpus to the design, unchecked; what cannot be hardware is left to the host. */
export function compileModel(
  model: CorpusModel,
  config: BuildConfig = {},
  onGraph: NonNullable<CompileOptions['onGraph']> = () => undefined,
): Promise<CompileResult> {
  return compile({
    model: modelBytes(model),
    file: model.file,
    config: { stopStep: 'insert-streams', backend: [], check: 0, fps, allowHost: true, ...config },
    externalData: dataBeside('.', model.file),
    gunzip: nodeGunzip,
    intermediateModels: false,
    onGraph,
  });
}
