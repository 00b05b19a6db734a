import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { tensor, type Tensor } from '../tensor/index.ts';
import { float32, int, uint } from '../types/index.ts';

/** One evaluation of a source operator by qonnx or onnxruntime, as bit patterns. */
export interface GoldenVector {
  readonly op: string;
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
}

interface Stored {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly b64: string;
}
interface StoredVector {
  readonly op: string;
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly inputs: readonly (Stored | null)[];
  readonly outputs: readonly Stored[];
}

const root = path.resolve(import.meta.dirname, '../../../..');
const file = path.join(process.env['FINNC_DATA'] ?? path.join(root, '../shared/data'), 'golden/ops.json.gz');
export const goldenFile = file;
export const hasGolden = existsSync(file);

const types = { float32, int8: int(8), uint8: uint(8), int32: int(32), int64: int(64) };

function stored({ dtype, shape, b64 }: Stored): Tensor {
  const bytes = Uint8Array.from(atob(b64), (char) => char.charCodeAt(0));
  const { buffer } = bytes;
  const values: Iterable<number> & ArrayLike<number> =
    dtype === 'float32'
      ? new Float32Array(buffer)
      : dtype === 'int64'
        ? Float64Array.from(new BigInt64Array(buffer), Number)
        : dtype === 'int32'
          ? new Int32Array(buffer)
          : dtype === 'uint8'
            ? bytes
            : new Int8Array(buffer);
  const elem = types[dtype as keyof typeof types];
  return tensor(elem, shape, dtype === 'float32' ? (values as Float32Array) : Float64Array.from(values));
}

/** The vectors of one operator. */
export function goldenVectors(op: string): GoldenVector[] {
  loaded ??= JSON.parse(gunzipSync(readFileSync(file)).toString()) as StoredVector[];
  return loaded
    .filter((vector) => vector.op === op)
    .map(({ attrs, inputs, outputs }) => ({
      op,
      attrs,
      inputs: inputs.flatMap((input) => (input ? [stored(input)] : [])),
      outputs: outputs.map(stored),
    }));
}
let loaded: StoredVector[] | undefined;
