import { elementCount, type Dtype, type NumericArray } from './array.ts';
import { dataProblems } from './diagnostics.ts';
import { gunzip } from './gzip.ts';
import { inFile, type Loaded } from './loaded.ts';
import { decode } from './npy.ts';

const types: ReadonlyMap<number, readonly [Dtype, number]> = new Map([
  [0x08, ['uint8', 1]],
  [0x09, ['int8', 1]],
  [0x0b, ['int16', 2]],
  [0x0c, ['int32', 4]],
  [0x0d, ['float32', 4]],
  [0x0e, ['float64', 8]],
]);

/** Two zero bytes, a type and a rank: as much as IDX has for a magic number. */
export const isIdx = (bytes: Uint8Array): boolean =>
  bytes.length >= 4 && bytes[0] === 0 && bytes[1] === 0 && types.has(bytes[2]!) && bytes[3]! >= 1 && bytes[3]! <= 8;

/**
 * Read an IDX file, gzip or not: `[images, rows, columns]` or `[labels]` in MNIST.
 *
 * @see the format's page in Y. LeCun's MNIST database: big endian, sizes as uint32 after the magic number
 */
export function readIdx(file: Uint8Array, at?: string): Loaded<NumericArray> {
  if (file.length === 0) return { problem: dataProblems.empty({ what: 'IDX file' }, inFile(at)) };
  const content = gunzip(file, at);
  if (content.problem) return content;
  const bytes = content.value;
  if (!isIdx(bytes)) {
    const first = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const reason = `its magic number is ${first || 'missing'}, not 00 00 TYPE RANK`;
    return { problem: dataProblems.brokenHeader({ format: 'IDX', reason }, inFile(at)) };
  }
  const [dtype, width] = types.get(bytes[2]!)!;
  const rank = bytes[3]!;
  const start = 4 + 4 * rank;
  if (bytes.length < start)
    return { problem: dataProblems.truncated({ format: 'IDX', expected: start, found: bytes.length }, inFile(at)) };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const expected = start + elementCount(shape) * width;
  if (bytes.length < expected)
    return { problem: dataProblems.truncated({ format: 'IDX', expected, found: bytes.length }, inFile(at)) };
  return { value: { shape, dtype, data: decode(bytes.subarray(start, expected), dtype, true) } };
}
