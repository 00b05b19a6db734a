import { resolve } from 'node:path';
import { loadCompiled, simulatorFiles } from '@finnc/backend-simulator';
import { isParameterFolder, readModel } from '@finnc/frontend';
import type { Diagnostic, Plugin, Registry } from '@finnc/ir';
import type { HostPartition } from '@finnc/passes';
import { compile } from './compile.ts';
import { driverDiagnostics } from './diagnostics.ts';
import type { Side } from './diff/diff.ts';
import { folderNames, readUserFile } from './files.ts';
import { dataBeside, nodeGunzip, readModelFiles } from './model-file.ts';
import { marker } from './output-marker.ts';
import { sourceNames } from './source/module-path.ts';

const isError = ({ severity }: Diagnostic): boolean => severity === 'error';

export interface Design extends Pick<Side, 'graph' | 'names'> {
  /** What of a model the host computes; a build's folder has it only as models of its own. */
  readonly host?: HostPartition;
}

/** The folded design of a build folder, or of a model, which is compiled for it; undefined with an error. */
export async function openDesign(
  cwd: string,
  name: string,
  plugins: readonly Plugin[],
  registry: Registry,
  {
    stopStep,
    ...options
  }: Pick<Parameters<typeof compile>[0], 'config' | 'folding'> & {
    /** The last step that a model is compiled through. */
    readonly stopStep: 'insert-streams' | 'size-fifos';
  },
  diagnostics: Diagnostic[],
): Promise<Design | undefined> {
  const names = folderNames(resolve(cwd, name));
  if (names && !isParameterFolder(names)) {
    const missing = [marker, 'simulator'].find((wanted) => !names.includes(wanted));
    if (missing !== undefined) {
      diagnostics.push(driverDiagnostics.notABuild({ missing }, { file: name }));
      return undefined;
    }
    const files = new Map(
      Object.values(simulatorFiles).flatMap((file) => {
        const { value } = readUserFile(cwd, `${name}/simulator/${file}`, 'simulator file');
        return value ? [[file, value] as const] : [];
      }),
    );
    const { graph, diagnostics: told } = loadCompiled(files, registry);
    diagnostics.push(...told.filter(isError));
    return graph && { graph };
  }
  const bytes = readModelFiles(cwd, name, 'model or build');
  if (bytes.problem) {
    diagnostics.push(bytes.problem);
    return undefined;
  }
  const reading = { externalData: dataBeside(cwd, name), gunzip: nodeGunzip };
  const compiled = await compile({
    ...options,
    model: bytes.value,
    file: name,
    config: { ...options.config, stopStep, backend: [], check: 0 },
    plugins,
    ...reading,
    intermediateModels: false,
  });
  diagnostics.push(...compiled.diagnostics.filter(isError));
  if (!compiled.graph || compiled.exitCode !== 0) return undefined;
  const read = bytes.value instanceof Uint8Array ? readModel(bytes.value, reading) : undefined;
  const { graph, host } = compiled;
  return {
    graph,
    ...(host ? { host } : {}),
    ...(read && 'model' in read ? { names: sourceNames(read.model) } : {}),
  };
}
