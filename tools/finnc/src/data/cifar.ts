import { dataProblems } from './diagnostics.ts';
import { gunzip } from './gzip.ts';
import { inFile, type Loaded } from './loaded.ts';

/** One label byte, then 32 x 32 bytes each of red, green and blue. */
export const cifarRecord = 3073;
export const cifarShape = Object.freeze([3, 32, 32] as const);

/** Whole records, every label 0 to 9: CIFAR-10 binary has no magic number. */
export function isCifar(bytes: Uint8Array): boolean {
  if (bytes.length === 0 || bytes.length % cifarRecord !== 0) return false;
  for (let at = 0; at < bytes.length; at += cifarRecord) if (bytes[at]! > 9) return false;
  return true;
}

/** A CIFAR-10 binary file: frame i is `bytes[i * 3073 + 1 ...]`, channels first. */
export interface Cifar {
  readonly bytes: Uint8Array;
  readonly labels: Int32Array;
}

/** Read a CIFAR-10 binary batch, gzip or not; the pixels stay where they are. */
export function readCifar(file: Uint8Array, at?: string): Loaded<Cifar> {
  if (file.length === 0) return { problem: dataProblems.empty({ what: 'CIFAR-10 file' }, inFile(at)) };
  const content = gunzip(file, at);
  if (content.problem) return content;
  const bytes = content.value;
  const records = Math.ceil(bytes.length / cifarRecord);
  if (records * cifarRecord !== bytes.length || records === 0) {
    const expected = Math.max(records, 1) * cifarRecord;
    return { problem: dataProblems.truncated({ format: 'CIFAR-10', expected, found: bytes.length }, inFile(at)) };
  }
  const labels = Int32Array.from({ length: records }, (_, i) => bytes[i * cifarRecord]!);
  const odd = labels.findIndex((label) => label > 9);
  if (odd >= 0)
    return {
      problem: dataProblems.badLabels(
        { reason: `record ${odd} has label ${String(labels[odd])}, CIFAR-10 has 0 to 9` },
        inFile(at),
      ),
    };
  return { value: { bytes, labels } };
}
