import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { isParameterFolder } from '@finnc/frontend';
import type { Diagnostic } from '@finnc/ir';
import type { BuildConfig } from './config/schema.ts';
import { driverDiagnostics } from './diagnostics.ts';
import { folderNames, readUserText } from './files.ts';

/** What `finnc build TARGET [MODEL]` is about: a model, and the configuration that came with it. */
export interface BuildTarget {
  /** Path of the model as messages show it; absent if it could not be found out. */
  readonly model?: string;
  /** The design's name, for the default output folder. */
  readonly name: string;
  /** Paths in it are relative to where the user works, or absolute. */
  readonly config: BuildConfig;
  readonly diagnostics: readonly Diagnostic[];
}

const isConfigFile = (name: string): boolean => /\.(json|ya?ml)$/i.test(name);
/** Never empty, nor dots alone: it becomes a folder below `finnc-build`. */
function designName(file: string): string {
  const name = basename(file)
    .replace(/\.gz$/i, '')
    .replace(/\.(onnx|fnir)$/i, '');
  return /^\.*$/.test(name) ? 'model' : name;
}

/**
 * Tells a model (a folder of parameters is one), a configuration and a folder in FINN's form apart, and reads the last
 * two.
 */
export async function readBuildTarget(cwd: string, target: string, model?: string): Promise<BuildTarget> {
  const names = folderNames(resolve(cwd, target));
  if (names) return fromFolder(cwd, target, names);
  if (isConfigFile(target)) return fromConfig(cwd, target, model);
  // FINN+ writes `finn build cfg.yaml model.onnx`; the other order means the same.
  if (model !== undefined && isConfigFile(model)) return fromConfig(cwd, model, target);
  if (model === undefined) return { model: target, name: designName(target), config: {}, diagnostics: [] };
  const reason = `'${target}' and '${model}' are both models`;
  return {
    name: designName(target),
    config: {},
    diagnostics: [
      driverDiagnostics.usage({ reason, help: 'give one model, or a configuration (.json, .yaml) and a model' }),
    ],
  };
}

async function fromConfig(cwd: string, file: string, model: string | undefined): Promise<BuildTarget> {
  const text = readUserText(cwd, file, 'configuration');
  if (text.problem) return { name: designName(file), config: {}, diagnostics: [text.problem] };
  const { fromJsonOrYaml } = await import('./config/read-config.ts');
  const { config, diagnostics } = fromJsonOrYaml(text.value, file);
  if (!config) return { name: designName(file), config: {}, diagnostics };
  const placed = relativeTo(cwd, dirname(file), config);
  const chosen = model ?? placed.model;
  if (chosen !== undefined) return { model: chosen, name: designName(chosen), config: placed, diagnostics };
  return {
    name: designName(file),
    config: placed,
    diagnostics: [...diagnostics, driverDiagnostics.noModel({ config: file })],
  };
}

async function fromFolder(cwd: string, folder: string, names: readonly string[]): Promise<BuildTarget> {
  const name = basename(resolve(cwd, folder));
  if (isParameterFolder(names)) return { model: folder, name, config: {}, diagnostics: [] };
  const { readFolder } = await import('./config/folder.ts');
  const found = readFolder(names, folder);
  if (found.problem) return { name, config: {}, diagnostics: [found.problem] };
  const read = await fromConfig(cwd, join(folder, found.value.config), join(folder, found.value.model));
  const { folding } = found.value;
  const config = folding === undefined ? read.config : { folding: join(folder, folding), ...read.config };
  return { ...read, name, config };
}

/** The paths of a configuration, which are relative to its folder, as paths from where the user works. */
function relativeTo(cwd: string, folder: string, config: BuildConfig): BuildConfig {
  const place = (path: string): string => (isAbsolute(path) ? path : join(folder, path));
  const { model, folding, out, plugins } = config;
  return {
    ...config,
    ...(model === undefined ? {} : { model: place(model) }),
    ...(folding === undefined ? {} : { folding: place(folding) }),
    ...(out === undefined ? {} : { out: place(out) }),
    // A package name stays a name.
    ...(plugins
      ? { plugins: plugins.map((name) => (/^\.{1,2}[\\/]/.test(name) ? resolve(cwd, place(name)) : name)) }
      : {}),
  };
}
