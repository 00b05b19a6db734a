import {
  byteLength,
  decodeElements,
  elementFormat,
  elementNames,
  isTensorDataType,
  type TensorDataType,
} from './element-formats.ts';
import { type ExternalData, externalBytes } from './external-data.ts';
import { integer, type TensorMessage } from './messages.ts';
import type { OnnxData, OnnxTensor } from './model.ts';
import type { OnnxProblem } from './problems.ts';

export interface ReadContext {
  readonly externalData: ExternalData;
  /** Takes every problem met; reading goes on with what can be read. */
  report(problem: OnnxProblem): void;
}

const externalLocation = 1;

/**
 * A tensor whose size is known to fit its shape, so that decoding it later cannot fail.
 *
 * @param place  what to call it in a problem
 * @returns      `undefined` after a reported problem
 */
export function readTensor(message: TensorMessage, place: string, cx: ReadContext): OnnxTensor | undefined {
  const dataType = readDataType(message, place, cx);
  const dims = readDims(message, place, cx);
  if (dataType === undefined || dims === undefined) return undefined;
  const count = dims.reduce((product, dim) => product * dim, 1);
  const name = message.name ?? '';

  const isExternal = message.dataLocation === externalLocation;
  if (!isExternal && !Object.hasOwn(message, 'rawData')) {
    const data = readEntries(message, { place, dataType, dims, count }, cx);
    return data && { name, dims, dataType, data };
  }
  const expected = byteLength(dataType, count);
  if (isExternal) {
    const source = externalBytes(message, place, expected, cx.externalData);
    if ('bytes' in source)
      return lazyTensor(name, dims, dataType, () => decodeElements(dataType, source.bytes(), count));
    cx.report(source.problem);
    return undefined;
  }
  const bytes = message.rawData ?? new Uint8Array();
  if (bytes.length !== expected) {
    cx.report({ kind: 'tensor-size', place, dataType, dims, unit: 'bytes', expected, actual: bytes.length });
    return undefined;
  }
  return lazyTensor(name, dims, dataType, () => decodeElements(dataType, bytes, count));
}

function lazyTensor(
  name: string,
  dims: readonly number[],
  dataType: TensorDataType,
  decode: () => OnnxData,
): OnnxTensor {
  let data: OnnxData | undefined;
  return {
    name,
    dims,
    dataType,
    get data() {
      data ??= decode();
      return data;
    },
  };
}

function readDataType(message: TensorMessage, place: string, cx: ReadContext): TensorDataType | undefined {
  const code = message.dataType ?? 0;
  const name = elementNames[code];
  if (name === undefined) cx.report({ kind: 'unknown-tensor-type', place, code });
  else if (message.segment) cx.report({ kind: 'unsupported-tensor', place, what: 'segment' });
  else if (!isTensorDataType(name)) cx.report({ kind: 'unsupported-tensor', place, what: name });
  else return name;
  return undefined;
}

function readDims(message: TensorMessage, place: string, cx: ReadContext): readonly number[] | undefined {
  const dims = (message.dims ?? []).map(integer);
  const sizes = dims.filter((dim) => typeof dim === 'number' && dim >= 0) as number[];
  if (sizes.length === dims.length) return sizes;
  cx.report({ kind: 'tensor-dims', place, dims });
  return undefined;
}

/** Elements from the field that lists them one by one; of 2- and 4-bit types an entry is a byte. */
function readEntries(
  message: TensorMessage,
  about: { place: string; dataType: TensorDataType; dims: readonly number[]; count: number },
  cx: ReadContext,
): OnnxData | undefined {
  const { place, dataType, dims, count } = about;
  const { storage: Words, field } = elementFormat(dataType);
  const entries = message[field] ?? [];
  const expected = byteLength(dataType, count) / Words.BYTES_PER_ELEMENT;
  if (entries.length !== expected) {
    cx.report({ kind: 'tensor-size', place, dataType, dims, unit: 'entries', expected, actual: entries.length });
    return undefined;
  }
  const words = new Words(expected);
  const isBig = words instanceof BigInt64Array || words instanceof BigUint64Array;
  const mayRound = words instanceof Float32Array || words instanceof Float64Array;
  for (const [index, entry] of entries.entries()) {
    const value = integer(entry);
    words[index] = isBig ? BigInt.asIntN(64, BigInt(value)) : value;
    if (!isBig && !mayRound && words[index] !== value) {
      cx.report({ kind: 'tensor-value', place, dataType, index, value });
      return undefined;
    }
  }
  return decodeElements(dataType, new Uint8Array(words.buffer), count);
}
