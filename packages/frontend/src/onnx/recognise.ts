import { unzipSync } from 'fflate';
import type { ForeignFormat, OnnxProblem } from './problems.ts';

/** Bytes looked at to tell text from binary. */
const sampleLength = 2048;

/** `[offset, bytes as Latin-1, format]`: files that say at a fixed place what they are. */
const signatures: readonly (readonly [number, string, ForeignFormat])[] = [
  [0, '\x1f\x8b', 'gzip'],
  [4, 'TFL3', 'tflite'],
  [4, 'ORTM', 'ort'],
  [0, '\x89HDF\r\n\x1a\n', 'hdf5'],
  [0, '\x93NUMPY', 'npy'],
  [257, 'ustar', 'tar'],
  [0, '\xfd7zXZ\0', 'compressed'],
  [0, 'BZh', 'compressed'],
  [0, '\x28\xb5\x2f\xfd', 'compressed'],
  [0, '7z\xbc\xaf\x27\x1c', 'compressed'],
  [0, '\x89PNG', 'image'],
  [0, '\xff\xd8\xff', 'image'],
  [0, '\x7fELF', 'executable'],
];

/**
 * What a file is, where it is recognisably something other than a binary ONNX model; `undefined` where it may be one.
 * A model starts with a field tag, of which the usual ones are control characters, so text is never taken for it.
 */
export function recognise(bytes: Uint8Array): OnnxProblem | undefined {
  const head = bytes.subarray(0, sampleLength);
  const latin = Array.from(head.subarray(0, 512), (byte) => String.fromCharCode(byte)).join('');
  const signature = signatures.find(([offset, magic]) => latin.startsWith(magic, offset));
  if (signature) return { kind: 'not-onnx', format: signature[2] };
  if (latin.startsWith('PK\x03\x04')) return { kind: 'not-onnx', format: zipFormat(bytes) };
  // Pickle protocols 2 to 5 start with PROTO and the version; read as a message that is a tag of field 16, which no model has.
  if (/^\x80[\x02-\x05]/.test(latin)) return { kind: 'not-onnx', format: isTorchPickle(latin) ? 'pytorch' : 'pickle' };
  const text = asText(head);
  return text === undefined ? undefined : recogniseText(text, bytes);
}

/** PyTorch before 1.6 saved a bare pickle that starts with this number. */
function isTorchPickle(latin: string): boolean {
  return latin.slice(2, 15).includes('\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19');
}

function zipFormat(bytes: Uint8Array): ForeignFormat {
  const names: string[] = [];
  try {
    unzipSync(bytes, {
      filter({ name }) {
        names.push(name);
        return false;
      },
    });
  } catch {
    // A cut archive has lost its directory; it is a zip all the same.
  }
  const has = (pattern: RegExp): boolean => names.some((name) => pattern.test(name));
  if (has(/\.onnx$/)) return 'zip-with-onnx';
  if (has(/(^|\/)constants\.pkl$/)) return 'torchscript';
  if (has(/(^|\/)data\.pkl$/)) return 'pytorch';
  if (has(/exported_program|(^|\/)archive_format$/)) return 'torch-export';
  if (has(/(^|\/)model\.weights\.h5$/)) return 'keras';
  if (names.length > 0 && names.every((name) => name.endsWith('.npy'))) return 'npz';
  return 'zip';
}

/** The beginning of a text file, or `undefined` for binary. */
function asText(head: Uint8Array): string | undefined {
  const [first, second] = head;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return 'UTF-16';
  if (head.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0c && byte !== 0x0d))
    return undefined;
  try {
    // As a stream, a character cut by the end of the sample is no error.
    return new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: head.length === sampleLength });
  } catch {
    return undefined;
  }
}

function recogniseText(text: string, bytes: Uint8Array): OnnxProblem {
  const start = text.trimStart();
  if (start.startsWith('version https://git-lfs.github.com/spec/')) {
    const size = /^size (\d+)$/m.exec(start)?.[1];
    const oid = /^oid (\S+)$/m.exec(start)?.[1] ?? '';
    return { kind: 'git-lfs-pointer', oid, size: size === undefined ? undefined : Number(size) };
  }
  return { kind: 'not-onnx', format: textFormat(start, bytes) };
}

function textFormat(start: string, bytes: Uint8Array): ForeignFormat {
  if (/^(<!doctype html|<html|<head|<body)/i.test(start)) return 'html';
  if (/^<\s*ir_version\s*:/.test(start)) return 'onnx-text';
  if (start.startsWith('<?xml') || start.startsWith('<!')) return 'xml';
  if (/^[[{]/.test(start)) {
    // Either spelling; MessageToJson may write the version last, after the weights.
    const ends = start + new TextDecoder().decode(bytes.subarray(-sampleLength));
    return /"(irVersion|ir_version|opsetImport|opset_import)"\s*:/.test(ends) ? 'onnx-json' : 'json';
  }
  if (/^(ir_version|producer_name|opset_import|graph)\s*[:{]/m.test(start)) return 'onnx-prototxt';
  return 'text';
}
