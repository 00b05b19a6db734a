import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Diagnostic } from '@finnc/ir';
import { outputDiagnostics } from './diagnostics.ts';
import { isSystemError, systemReason } from './files.ts';

/** Writes a file that appears whole or not at all: beside its place first, then renamed over what is there. */
export function writeWholeFile(cwd: string, file: string, content: string | Uint8Array): Diagnostic | undefined {
  const path = resolve(cwd, file);
  const fresh = join(dirname(path), `.${basename(path)}.finnc-new.${process.pid}`);
  try {
    writeFileSync(fresh, content);
    renameSync(fresh, path);
    return undefined;
  } catch (error) {
    rmSync(fresh, { force: true });
    if (!isSystemError(error)) throw error;
    return outputDiagnostics.unwritableFile({ file, reason: systemReason(error) });
  }
}
