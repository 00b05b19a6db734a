import { elementCount, fromFortranOrder, type ArrayData, type Dtype, type NumericArray } from './array.ts';
import { dataProblems } from './diagnostics.ts';
import { halfToNumber, numberToHalf } from './float16.ts';
import { inFile, type Loaded } from './loaded.ts';

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY

const dtypeOfCode: Readonly<Record<string, Dtype>> = {
  b1: 'bool',
  u1: 'uint8',
  i1: 'int8',
  u2: 'uint16',
  i2: 'int16',
  u4: 'uint32',
  i4: 'int32',
  u8: 'uint64',
  i8: 'int64',
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
};
const codeOfDtype = Object.fromEntries(Object.entries(dtypeOfCode).map(([code, dtype]) => [dtype, code])) as Readonly<
  Record<Dtype, string>
>;
const itemBytes = (dtype: Dtype): number => Number(codeOfDtype[dtype].slice(1));

export const isNpy = (bytes: Uint8Array): boolean => magic.every((byte, i) => bytes[i] === byte);

/**
 * Read a `.npy` file, versions 1 to 3, either byte order, C or Fortran order.
 *
 * 8-bit data is a view on `bytes`; wider data is copied, since files do not align it.
 *
 * @see numpy/lib/format.py, "Format Version 1.0"
 */
export function readNpy(bytes: Uint8Array, at?: string): Loaded<NumericArray> {
  if (bytes.length === 0) return { problem: dataProblems.empty({ what: '.npy file' }, inFile(at)) };
  const broken = (reason: string): { problem: ReturnType<typeof dataProblems.brokenHeader> } => ({
    problem: dataProblems.brokenHeader({ format: '.npy', reason }, inFile(at)),
  });
  if (!isNpy(bytes)) return broken('it does not begin with \\x93NUMPY');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6] ?? 0;
  const start = version === 1 ? 10 : 12;
  if (bytes.length < start)
    return { problem: dataProblems.truncated({ format: '.npy', expected: start, found: bytes.length }, inFile(at)) };
  if (version < 1 || version > 3) return broken(`format version ${version} is not 1, 2 or 3`);
  const end = start + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (bytes.length < end)
    return { problem: dataProblems.truncated({ format: '.npy', expected: end, found: bytes.length }, inFile(at)) };

  const header = new TextDecoder().decode(bytes.subarray(start, end));
  const descr = /'descr'\s*:\s*(?:'([^']*)'|(\[.*?\]))/.exec(header);
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(header)?.[1];
  const dims = /'shape'\s*:\s*\(([\d\s,L]*)\)/.exec(header)?.[1];
  if (!descr) return broken("it has no 'descr'");
  if (order === undefined) return broken("it has no 'fortran_order'");
  if (dims === undefined) return broken("it has no 'shape'");
  const [, byteOrder, code = ''] = /^([<>|=]?)([a-zA-Z]\d+)$/.exec(descr[1] ?? '') ?? [];
  const dtype = Object.hasOwn(dtypeOfCode, code) ? dtypeOfCode[code] : undefined;
  if (dtype === undefined) {
    const found = `'${descr[1] ?? descr[2] ?? ''}'`;
    return {
      problem: dataProblems.unsupportedType(
        { format: '.npy', found, known: Object.values(dtypeOfCode).join(', ') },
        inFile(at),
      ),
    };
  }
  // Python 2 wrote long integers as 3L.
  const shape = dims.split(',').flatMap((dim) => (dim.trim() === '' ? [] : [Number(dim.trim().replace(/L$/, ''))]));
  const count = elementCount(shape);
  if (!Number.isSafeInteger(count * 8)) return broken(`its shape (${dims.trim()}) is not one of an array`);
  const expected = end + count * itemBytes(dtype);
  if (bytes.length < expected)
    return { problem: dataProblems.truncated({ format: '.npy', expected, found: bytes.length }, inFile(at)) };

  const data = decode(bytes.subarray(end, expected), dtype, byteOrder === '>');
  return { value: { shape, dtype, data: order === 'True' && shape.length > 1 ? fromFortranOrder(data, shape) : data } };
}

/** Write a `.npy` file (version 1, or 2 for a header beyond 64 KiB), little endian, C order. */
export function writeNpy({ shape, dtype, data }: NumericArray): Uint8Array {
  if (elementCount(shape) !== data.length) {
    throw new RangeError(`shape [${shape.join(', ')}] does not hold ${data.length} elements`);
  }
  const code = codeOfDtype[dtype];
  const tuple = shape.length === 1 ? `(${shape.join('')},)` : `(${shape.join(', ')})`;
  const fields = `{'descr': '${code.endsWith('1') ? '|' : '<'}${code}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const wide = fields.length > 65000;
  const prefix = wide ? 12 : 10;
  // The data begins at a multiple of 64 so that it can be memory mapped; the header ends with a line feed.
  const end = Math.ceil((prefix + fields.length + 1) / 64) * 64;
  const file = new Uint8Array(end + data.length * itemBytes(dtype));
  file.set(magic);
  file[6] = wide ? 2 : 1;
  const view = new DataView(file.buffer);
  if (wide) view.setUint32(8, end - prefix, true);
  else view.setUint16(8, end - prefix, true);
  file.set(new TextEncoder().encode(`${fields.padEnd(end - prefix - 1)}\n`), prefix);
  encode(data, dtype, new DataView(file.buffer, end));
  return file;
}

/** Elements of either byte order, from bytes that need not be aligned. */
export function decode(bytes: Uint8Array, dtype: Dtype, bigEndian: boolean): ArrayData {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = bytes.length / itemBytes(dtype);
  const little = !bigEndian;
  const fill = <T extends ArrayData>(out: T, get: (offset: number) => T[number]): T => {
    const width = itemBytes(dtype);
    for (let i = 0; i < count; i++) out[i] = get(i * width);
    return out;
  };
  switch (dtype) {
    case 'bool':
    case 'uint8':
      return bytes;
    case 'int8':
      return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    case 'uint16':
      return fill(new Uint16Array(count), (offset) => view.getUint16(offset, little));
    case 'int16':
      return fill(new Int16Array(count), (offset) => view.getInt16(offset, little));
    case 'uint32':
      return fill(new Uint32Array(count), (offset) => view.getUint32(offset, little));
    case 'int32':
      return fill(new Int32Array(count), (offset) => view.getInt32(offset, little));
    case 'uint64':
      return fill(new BigUint64Array(count), (offset) => view.getBigUint64(offset, little));
    case 'int64':
      return fill(new BigInt64Array(count), (offset) => view.getBigInt64(offset, little));
    case 'float16':
      return fill(new Float32Array(count), (offset) => halfToNumber(view.getUint16(offset, little)));
    case 'float32':
      return fill(new Float32Array(count), (offset) => view.getFloat32(offset, little));
    case 'float64':
      return fill(new Float64Array(count), (offset) => view.getFloat64(offset, little));
  }
}

function encode(data: ArrayData, dtype: Dtype, view: DataView): void {
  const width = itemBytes(dtype);
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (dtype === 'uint64' || dtype === 'int64') view.setBigUint64(i * width, BigInt.asUintN(64, BigInt(value)), true);
    else if (dtype === 'float64') view.setFloat64(i * width, Number(value), true);
    else if (dtype === 'float32') view.setFloat32(i * width, Number(value), true);
    else if (dtype === 'float16') view.setUint16(i * width, numberToHalf(Number(value)), true);
    else if (width === 4) view.setUint32(i * width, Number(value), true);
    else if (width === 2) view.setUint16(i * width, Number(value), true);
    else view.setUint8(i, Number(value));
  }
}
