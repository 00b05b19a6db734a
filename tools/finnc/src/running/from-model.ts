import { Registry } from '@finnc/ir';
import { compile } from '../compile.ts';
import { exitCodes } from '../exit-code.ts';
import { dataBeside, nodeGunzip, readModelFiles } from '../model-file.ts';
import { standardPlugins } from '../standard.ts';
import { compiledNetwork } from './compiled-network.ts';
import { networkResult, type NetworkResult, type RunnableOptions } from './runnable.ts';

/** The network of an ONNX file or of BNN-PYNQ's parameters, compiled up to its layers. */
export async function fromModel(
  cwd: string,
  file: string,
  { plugins, check, allowHost, unpacked, ...options }: RunnableOptions,
): Promise<NetworkResult> {
  const ahead = await unpacked?.get(file);
  const bytes = ahead ? { value: ahead } : readModelFiles(cwd, file);
  if (bytes.problem) return { diagnostics: [bytes.problem] };
  const result = await compile({
    model: bytes.value,
    file,
    config: { stopStep: 'convert-to-hw', backend: [], check, allowHost },
    plugins,
    externalData: dataBeside(cwd, file),
    gunzip: nodeGunzip,
    intermediateModels: false,
  });
  // What concerns a build only, such as the assumed board, is no news here.
  const worthTelling = result.diagnostics.filter(({ severity }) => severity !== 'note');
  if (result.exitCode !== exitCodes.ok) return { diagnostics: worthTelling };
  const registry = new Registry([...standardPlugins, ...plugins]);
  return networkResult(await compiledNetwork(result, registry, options), worthTelling);
}
