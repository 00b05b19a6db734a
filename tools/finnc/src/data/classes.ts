import { dataProblems } from './diagnostics.ts';
import { inFile, type Loaded } from './loaded.ts';

/** Class names from the text of a file or of the ONNX metadata key `finnc.classes`: a JSON array of strings, or lines. */
export function parseClasses(text: string, at?: string): Loaded<readonly string[]> {
  const bad = (reason: string): Loaded<readonly string[]> => ({
    problem: dataProblems.badClasses({ reason }, inFile(at)),
  });
  const body = text.replace(/^\uFEFF/, '').trimEnd();
  if (body.trim() === '') return bad('there are none');
  if (body.trimStart().startsWith('[')) {
    try {
      const names: unknown = JSON.parse(body);
      if (!Array.isArray(names)) return bad('the JSON value is not an array');
      const odd = names.findIndex((name) => typeof name !== 'string' || name === '');
      if (odd >= 0) return bad(`element ${odd} is ${JSON.stringify(names[odd])}, not a name`);
      return { value: names as readonly string[] };
    } catch (thrown) {
      return bad(`it begins like a JSON array but is none (${(thrown as Error).message})`);
    }
  }
  const names = body.split(/\r?\n/).map((line) => line.trim());
  const blank = names.indexOf('');
  return blank >= 0 ? bad(`line ${blank + 1} is blank`) : { value: names };
}

/**
 * Names for a model's outputs: those of the file if given, else those of the metadata, else the indices.
 *
 * @param outputs  how many classes the model tells apart
 */
export function classNames(
  outputs: number,
  sources: { readonly file?: { readonly text: string; readonly name: string }; readonly metadata?: string },
): Loaded<readonly string[]> {
  const [text, at] = sources.file
    ? [sources.file.text, sources.file.name]
    : [sources.metadata, "metadata 'finnc.classes'"];
  if (text === undefined) return { value: Array.from({ length: outputs }, (_, i) => String(i)) };
  const names = parseClasses(text, at);
  if (names.problem || names.value.length === outputs) return names;
  return { problem: dataProblems.classCount({ names: names.value.length, outputs }, inFile(at)) };
}
