import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { readModel, type OnnxModel, type OnnxTensor } from '../onnx/index.ts';

const repository = path.resolve(import.meta.dirname, '../../../..');
const folder = process.env['FINNC_DATA'] ?? path.join(repository, '../shared/data');
const archive = path.join(folder, 'onnx-node-tests.zip');

/** One backend test of ONNX: a model of one operator, with the values it must give. */
export interface NodeTest {
  readonly name: string;
  readonly model: OnnxModel;
  /** Undefined for a tensor of a type that finnc does not read: strings, 8-bit floats. */
  readonly inputs: readonly (OnnxTensor | undefined)[];
  readonly outputs: readonly (OnnxTensor | undefined)[];
}

/** All tests, by name; empty, with a notice, where there is no such archive. */
export function nodeTests(): readonly NodeTest[] {
  if (!existsSync(archive)) {
    console.warn(`no ${archive}: ONNX's own operator tests are skipped (set FINNC_DATA)`);
    return [];
  }
  const files = unzipSync(readFileSync(archive));
  const tests: NodeTest[] = [];
  for (const file of Object.keys(files).filter((entry) => entry.endsWith('/model.onnx'))) {
    const name = path.posix.dirname(file);
    const read = readModel(files[file]!);
    if ('problem' in read) throw new Error(`${name}: ${JSON.stringify(read.problem)}`);
    const tensors = (kind: string): (OnnxTensor | undefined)[] => {
      const found: (OnnxTensor | undefined)[] = [];
      for (let i = 0; ; i++) {
        const bytes = files[`${name}/test_data_set_0/${kind}_${i}.pb`];
        if (!bytes) return found;
        found.push(tensorOfBytes(bytes));
      }
    };
    tests.push({ name, model: read.model, inputs: tensors('input'), outputs: tensors('output') });
  }
  return tests.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A TensorProto alone, read as the only initializer of a model around it. */
function tensorOfBytes(bytes: Uint8Array): OnnxTensor | undefined {
  const [irVersion, graph, opsetImport, initializer] = [0x08, 7, 8, 5];
  const defaultOpset = Uint8Array.of(0x0a, 0, 0x10, 13);
  const read = readModel(
    joined(
      Uint8Array.of(irVersion, 8),
      ...field(opsetImport, defaultOpset),
      ...field(graph, joined(...field(initializer, bytes))),
    ),
  );
  return 'model' in read ? [...read.model.graph.initializers.values()][0] : undefined;
}

/** A length-delimited protobuf field: its tag, its length and its bytes. */
function field(number: number, bytes: Uint8Array): Uint8Array[] {
  const length: number[] = [];
  let rest = bytes.length;
  for (; rest >= 0x80; rest >>>= 7) length.push((rest & 0x7f) | 0x80);
  return [Uint8Array.of((number << 3) | 2, ...length, rest), bytes];
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}
