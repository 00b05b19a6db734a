import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from '@finnc/ir';
import { pluginDiagnostics } from '../diagnostics.ts';
import { reasonOf, type Loaded } from '../data/loaded.ts';

/**
 * Loads a plugin from a path (TypeScript or JavaScript) or a package that is installed where the user works.
 *
 * The plugin's imports of `finnc` and of our packages are answered with the running copies.
 *
 * @param onError  told what was thrown, for --debug
 */
export async function loadPlugin(
  cwd: string,
  name: string,
  onError: (error: unknown) => void,
): Promise<Loaded<Plugin>> {
  const { createJiti } = await import('jiti');
  const jiti = createJiti(pathToFileURL(join(cwd, 'finnc')).href, {
    virtualModules: await runningModules(),
    // A plugin under development changes between runs.
    fsCache: false,
    moduleCache: false,
  });
  const isPath = /^(\.{0,2}[\\/]|[A-Za-z]:[\\/])/.test(name) || name === '.' || name === '..';
  const found = locate(cwd, name, isPath, (id) => jiti.esmResolve(id, { try: true }));
  if (found === undefined) {
    const reason = isPath ? `there is no file ${resolve(cwd, name)}` : `it is not installed in ${cwd} or above`;
    return { problem: pluginDiagnostics.notFound({ plugin: name, reason }) };
  }
  try {
    return pluginOf(name, await jiti.import<Readonly<Record<string, unknown>>>(found));
  } catch (error) {
    onError(error);
    return { problem: pluginDiagnostics.failed({ plugin: name, reason: reasonOf(error) }) };
  }
}

function locate(
  cwd: string,
  name: string,
  isPath: boolean,
  esmResolve: (id: string) => string | undefined,
): string | undefined {
  const id = isPath ? resolve(cwd, name) : name;
  const found = esmResolve(id);
  if (found !== undefined) return found;
  try {
    return createRequire(join(cwd, 'finnc.js')).resolve(id);
  } catch {
    return undefined;
  }
}

/** The default export, or the one named export that is a plugin. */
function pluginOf(name: string, module: Readonly<Record<string, unknown>>): Loaded<Plugin> {
  const candidates = [module['default'], ...Object.values(module), module];
  const plugin = candidates.find(isPlugin);
  if (plugin) return { value: plugin };
  return { problem: pluginDiagnostics.noExport({ plugin: name, found: Object.keys(module) }) };
}

const lists = ['ops', 'facets', 'lowerings', 'passes', 'backends', 'boards', 'importers', 'diagnostics'];

const isPlugin = (value: unknown): value is Plugin => {
  if (typeof value !== 'object' || value === null || !('name' in value) || typeof value.name !== 'string') return false;
  return lists.some((list) => Array.isArray((value as Readonly<Record<string, unknown>>)[list]));
};

/** Our modules as this process runs them, so that a plugin does not load second copies. */
async function runningModules(): Promise<Record<string, unknown>> {
  return {
    finnc: await import('../index.ts'),
    'finnc/plugin': await import('../plugin.ts'),
    '@finnc/ir': await import('@finnc/ir'),
    '@finnc/ir/hw': await import('@finnc/ir/hw'),
    '@finnc/frontend': await import('@finnc/frontend'),
    '@finnc/passes': await import('@finnc/passes'),
    '@finnc/target': await import('@finnc/target'),
    '@finnc/layers': await import('@finnc/layers'),
    '@finnc/backend-hls': await import('@finnc/backend-hls'),
    '@finnc/backend-rtl': await import('@finnc/backend-rtl'),
    '@finnc/backend-simulator': await import('@finnc/backend-simulator'),
    '@finnc/backend-report': await import('@finnc/backend-report'),
    '@finnc/cycles': await import('@finnc/cycles'),
  };
}
