import type { TensorMessage } from './messages.ts';
import type { OnnxProblem } from './problems.ts';

/** A file that is read in parts: one of more than 2 GiB fits no single read, and nothing of it is held twice. */
export interface ExternalFile {
  /** In bytes. */
  readonly size: number;
  /** Exactly the bytes from `offset` to `offset + length`, which lie inside; whoever cannot give them throws. */
  read(offset: number, length: number): Uint8Array;
}

/**
 * Gives a file beside the model, by the path the model names it with, or `undefined` if there is none: its bytes, of
 * which tensors become views, or a file to read each tensor from when its data are first asked for.
 */
export type ExternalData = (location: string) => Uint8Array | ExternalFile | undefined;

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
 * @returns       reads `length` bytes of the file, which are known to be there
 * @see onnx `docs/ExternalData.md`
 */
export function externalBytes(
  tensor: TensorMessage,
  place: string,
  length: number,
  read: ExternalData,
): { bytes: () => Uint8Array } | { problem: OnnxProblem } {
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
  const available = file instanceof Uint8Array ? file.length : file.size;
  if (offset + length > available) {
    return { problem: { kind: 'external-data-too-short', place, location, offset, needed: length, available } };
  }
  return {
    bytes: () =>
      file instanceof Uint8Array
        ? new Uint8Array(file.buffer, file.byteOffset + offset, length)
        : file.read(offset, length),
  };
}
