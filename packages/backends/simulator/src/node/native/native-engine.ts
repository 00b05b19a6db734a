import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { EngineSource, NoEngine } from '../../choose-engine.ts';
import type { Engine } from '../../engine.ts';
import { cached, cacheFolder, contentKey } from './cache.ts';
import { compile, findCompiler, readSources, type Compiler } from './compiler.ts';
import { cpuFeatures, instructionSets, usableSets, type InstructionSet } from './instruction-set.ts';
import { bindLibrary, type Koffi } from './library.ts';

export interface NativeOptions {
  /** The name of an instruction set, in place of the widest that the CPU has. */
  readonly instructionSet?: string;
  /** Where `FINNC_CC`, `FINNC_NATIVE` (an instruction set) and the folder of the cache come from. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** The sources lie in the package, beside `src` and `dist`. */
const sourceFolder = new URL('../../../native/', import.meta.url);
const COMMON_FLAGS = ['-std=gnu11', '-O2', '-fPIC', '-fvisibility=hidden', '-fno-strict-aliasing', '-w'];

/**
 * The engine of C sources, compiled once for this machine by its compiler and kept in the user's cache.
 *
 * @returns why there is none, and what to do about it
 */
export async function nativeEngine(options: NativeOptions = {}): Promise<Engine | NoEngine> {
  const { environment = process.env } = options;
  const set = chooseSet(options.instructionSet ?? environment['FINNC_NATIVE']);
  if ('reason' in set) return set;
  const koffi = await importKoffi();
  if (!koffi)
    return { reason: 'the package koffi is not installed', remedy: 'npm install koffi, which calls native code' };
  const compiler = await findCompiler(environment);
  if ('reason' in compiler) return { reason: compiler.reason, remedy: 'install gcc or clang, or set FINNC_CC to one' };
  try {
    const detail = `${set.label}, ${shortName(compiler)}`;
    const file = await libraryFile(compiler, set, environment);
    try {
      return engineOf(koffi, { file, detail });
    } catch {
      // Perhaps of another system, which has the same home and another libc.
      await rm(file, { force: true });
      return engineOf(koffi, { file: await libraryFile(compiler, set, environment), detail });
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { reason: `${shortName(compiler)}: ${reason}`, remedy: 'set FINNC_CC to another compiler' };
  }
}

/** A compiled library, and what it was compiled by for which instructions. */
interface NativeLibraryFile {
  readonly file: string;
  readonly detail: string;
}

/** As a worker makes it again: of the library that is there, without another look for a compiler. */
export async function engine(library: NativeLibraryFile): Promise<Engine> {
  const koffi = await importKoffi();
  if (!koffi) throw new Error('the package koffi is not installed');
  return engineOf(koffi, library);
}

function engineOf(koffi: Koffi, made: NativeLibraryFile): Engine {
  const library = bindLibrary(koffi, made.file);
  return {
    name: 'native',
    detail: made.detail,
    again: { module: import.meta.url, data: made },
    sliced: { frames: library.frames, complements: false, load: library.loadSliced },
    frames: { load: library.loadFrames },
  };
}

export const nativeSource: EngineSource = { name: 'native', open: () => nativeEngine() };

function chooseSet(asked: string | undefined): InstructionSet | NoEngine {
  const usable = usableSets(cpuFeatures());
  if (asked === undefined || asked === '') return usable[0]!;
  const found = usable.find(({ name }) => name === asked);
  if (found) return found;
  const isKnown = instructionSets.some(({ name }) => name === asked);
  const names = usable.map(({ name }) => name).join(', ');
  return {
    reason: isKnown ? `this CPU has no ${asked}` : `'${asked}' is no instruction set of the native engine`,
    remedy: `this CPU runs ${names}`,
  };
}

/** It is optional: an engine less is no error. */
async function importKoffi(): Promise<Koffi | undefined> {
  try {
    return (await import('koffi')).default;
  } catch {
    return undefined;
  }
}

/** The file of the compiled engine. */
async function libraryFile(
  compiler: Compiler,
  { name, flags, vectorBytes }: InstructionSet,
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  const sources = readSources(sourceFolder);
  const files = [...sources.keys()].filter((file) => file.endsWith('.c'));
  const all = [...COMMON_FLAGS, ...flags, `-DVECTOR_BYTES=${vectorBytes}`];
  const key = contentKey([compiler.command, compiler.version, process.arch, ...all, ...[...sources].flat()]);
  return cached(cacheFolder(environment), `engine-${name}-${key}`, (to) =>
    compile(
      compiler,
      files.map((source) => fileURLToPath(new URL(source, sourceFolder))),
      all,
      to,
    ),
  );
}

/** `gcc 12.2.0` of `gcc (Debian 12.2.0-14) 12.2.0`. */
function shortName({ command, version }: Compiler): string {
  const name = /clang|gcc/i.exec(version)?.[0].toLowerCase() ?? command;
  const number = /\d+\.\d+(\.\d+)?(?=\s*$)/.exec(version)?.[0] ?? /\d+\.\d+(\.\d+)?/.exec(version)?.[0] ?? '';
  return `${name} ${number}`.trim();
}
