import { execFile, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const hlslibDir = path.resolve(import.meta.dirname, '../hlslib');
const cppDir = path.resolve(import.meta.dirname, 'cpp');

/** Whether g++ answers; says so once where it does not, so that skipped tests are no mystery. */
export const hasGcc = spawnSync('g++', ['--version']).status === 0;
if (!hasGcc)
  console.warn('g++ was not found: the tests that compile the HLS library are skipped (apt-get install g++)');

/** Folder of the vendor's ap_int.h, if the caller has one. */
export const vendorTypes = process.env['FINNC_AP_TYPES'];

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function outcome(command: string, args: readonly string[]): Promise<Outcome> {
  try {
    const { stdout, stderr } = await run(command, [...args], { maxBuffer: 1 << 26 });
    return { code: 0, stdout, stderr };
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'number') throw error;
    const { code, stdout = '', stderr = '' } = error as { code: number; stdout?: string; stderr?: string };
    return { code, stdout, stderr };
  }
}

/** Warnings also inside our headers, which hide their pragmas from host compilers as system headers do. */
export const strictFlags = ['-std=c++14', '-Wall', '-Wextra', '-Wsystem-headers', '-Wno-unknown-pragmas'];

/**
 * Compiles one program of `test/cpp` (or a text) against the library and runs it.
 *
 * @returns the compiler's outcome if it printed anything or failed, else the program's
 */
export async function compileAndRun(
  program: string | { readonly text: string },
  flags: readonly string[],
): Promise<Outcome> {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'finnc-hls-'));
  try {
    const binary = path.join(scratch, 'program');
    const source = typeof program === 'string' ? path.join(cppDir, program) : path.join(scratch, 'program.cpp');
    if (typeof program !== 'string') fs.writeFileSync(source, program.text);
    const types = vendorTypes === undefined ? ['-I', path.join(hlslibDir, 'shim')] : [];
    const vendor =
      vendorTypes === undefined ? [] : ['-isystem', vendorTypes, '-idirafter', path.join(hlslibDir, 'shim')];
    const include = [...types, ...vendor, '-I', hlslibDir, '-I', cppDir];
    const compiled = await outcome('g++', [...flags, ...include, source, '-o', binary]);
    if (compiled.code !== 0 || compiled.stderr !== '') return compiled;
    return await outcome(binary, []);
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}
