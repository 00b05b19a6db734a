import type { TensorMessage } from './messages.ts';
import type { OnnxProblem } from './problems.ts';

/** Gives the bytes of a file beside the model, by the path the model names it with, or `undefined` if there is none. */
export type ExternalData = (location: string) => Uint8Array | undefined;

/** Whether a path stays inside the model's folder on every platform: `/`-separated, relative, without `..`. */
export function isSafeLocation(location: string): boolean {
  // A colon would be a drive or an alternate stream on Windows, a backslash a separator.
  if (location === '' || /[\\:\0]/.test(location) || location.startsWith('/')) return false;
  return !location.split('/').includes('..');
}

/**
 * The bytes of a tensor that is stored outside the model.
 *
 * @param length  bytes the tensor's shape asks for
 * @returns       a view of `length` bytes of the file
 * @see onnx `docs/ExternalData.md`
 */
export function externalBytes(
  tensor: TensorMessage,
  place: string,
  length: number,
  read: ExternalData,
): { bytes: Uint8Array } | { problem: OnnxProblem } {
  const entries = new Map(tensor.externalData?.map(({ key = '', value = '' }) => [key, value]));
  const location = entries.get('location') ?? '';
  if (!isSafeLocation(location)) return { problem: { kind: 'external-data-path', place, location } };
  for (const key of ['offset', 'length']) {
    const value = entries.get(key) ?? '0';
    // Digits only: Number('') and Number('1e3') would pass for numbers.
    if (!/^\d{1,15}$/.test(value)) return { problem: { kind: 'external-data-entry', place, key, value } };
  }
  const offset = Number(entries.get('offset') ?? 0);
  const declared = Number(entries.get('length') ?? length);
  if (declared !== length) {
    return { problem: { kind: 'external-data-length', place, location, expected: length, declared } };
  }
  const file = read(location);
  if (!file) return { problem: { kind: 'external-data-missing', place, location } };
  if (offset + length > file.length) {
    const available = file.length;
    return { problem: { kind: 'external-data-too-short', place, location, offset, needed: length, available } };
  }
  return { bytes: new Uint8Array(file.buffer, file.byteOffset + offset, length) };
}
