import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A model of a corpus: a folder with `models/` and, for those whose outputs are known, `golden/`. */
export interface CorpusModel {
  /** The file's name without `.onnx` and `.gz`. */
  readonly name: string;
  readonly file: string;
  /** Inputs and outputs of some samples, by an implementation apart from finnc. */
  readonly golden?: string;
  /** Every tensor of the first sample. */
  readonly trace?: string;
}

const modelFile = /\.onnx(\.gz)?$/;

/** All models of a corpus in the order of their names; none where the folder has no `models/`. */
export function corpusModels(folder: string): CorpusModel[] {
  const models = path.join(folder, 'models');
  if (!existsSync(models)) return [];
  const files = readdirSync(models).filter((name) => modelFile.test(name));
  return files.sort().map((name) => corpusModel(folder, name));
}

/** One model of a corpus by the name of its file. */
export function corpusModel(folder: string, fileName: string): CorpusModel {
  const name = fileName.replace(modelFile, '');
  const [golden, trace] = ['npz', 'inter.npz'].map((ending) => path.join(folder, 'golden', `${name}.${ending}`));
  return {
    name,
    file: path.join(folder, 'models', fileName),
    ...(existsSync(golden!) ? { golden: golden! } : {}),
    ...(existsSync(trace!) ? { trace: trace! } : {}),
  };
}

export const modelBytes = ({ file }: CorpusModel): Uint8Array => readFileSync(file);
