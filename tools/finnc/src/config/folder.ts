import { inFile, type Loaded } from '../data/loaded.ts';
import { marker } from '../output-marker.ts';
import { configProblems } from './diagnostics.ts';

/** The files of a folder in FINN's form; `folding` counts only where the configuration names none. */
export interface BuildFolder {
  readonly model: string;
  readonly config: string;
  readonly folding?: string;
}

/** FINN asks for exactly the first; gzip and YAML are ours. */
const models = ['model.onnx', 'model.onnx.gz'];
const configs = ['dataflow_build_config.json', 'dataflow_build_config.yaml', 'dataflow_build_config.yml'];
const foldings = ['folding_config.json'];

/**
 * Recognise a folder in FINN's form from the names of its files.
 *
 * @param names  file names in the folder, without path
 * @param at     the folder's path, for messages
 */
export function readFolder(names: readonly string[], at?: string): Loaded<BuildFolder> {
  const pick = (wanted: readonly string[]): string | undefined => wanted.find((name) => names.includes(name));
  const [model, config, folding] = [pick(models), pick(configs), pick(foldings)];
  if (names.includes(marker)) return { problem: configProblems.folderIsOutput({ marker }, inFile(at)) };
  const found = names.toSorted().slice(0, 10);
  if (model === undefined)
    return { problem: configProblems.folderIncomplete({ missing: 'model.onnx', found }, inFile(at)) };
  if (config === undefined) {
    return { problem: configProblems.folderIncomplete({ missing: 'dataflow_build_config.json', found }, inFile(at)) };
  }
  return { value: { model, config, ...(folding === undefined ? {} : { folding }) } };
}
