import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = process.env['FINNC_DATA'] ?? path.resolve(import.meta.dirname, '../../../../../shared/data');

/** Whether the shared data is there; says so on stderr where it is not, since those tests are then skipped. */
export const hasRealData = existsSync(path.join(root, 'datasets'));
if (!hasRealData) process.stderr.write(`SKIPPED: tests on real data; ${root} is absent (set FINNC_DATA)\n`);

/** A file of the shared data, as the readers take it. */
export function realFile(name: string): { bytes: Uint8Array; name: string } {
  return { bytes: new Uint8Array(readFileSync(path.join(root, name))), name };
}
