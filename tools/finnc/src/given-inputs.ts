import { tensor, type Diagnostic, type InputPort, type Tensor } from '@finnc/ir';
import type { CompileOptions, GivenInputs } from './compile-options.ts';
import type { InputSpec } from './data/input.ts';
import type { Preprocessing } from './data/normalize.ts';
import { readUserFile } from './files.ts';

/** The values that go into a model as its source type: normalised in float32, if asked for. */
export const sourceTensor = (port: Pick<InputPort, 'source'>, values: Float32Array): Tensor =>
  tensor(port.source.elem, port.source.shape, values);

/** What a file for an input has to hold. */
export const inputSpec = ({ name, source }: Pick<InputPort, 'name' | 'source'>): InputSpec => ({
  name,
  shape: source.shape,
});

/** One frame of a model: the values of each input. */
export const frameTensors = (
  ports: readonly Pick<InputPort, 'source'>[],
  values: readonly Float32Array[],
): readonly Tensor[] => ports.map((port, i) => sourceTensor(port, values[i]!));

/** `--input` files of `build`, read now, laid out when the model's input is known. */
export async function givenInputs(
  cwd: string,
  files: readonly string[],
  preprocessing: Preprocessing,
  diagnostics: Diagnostic[],
): Promise<CompileOptions['inputs'] | undefined> {
  if (files.length === 0) return undefined;
  const [{ normalizedFrames, readInputs }, { normalizationOf }] = await Promise.all([
    import('./running/model-frames.ts'),
    import('./data/normalize.ts'),
  ]);
  const scaling = normalizationOf(preprocessing).value;
  const read = files.flatMap((file) => {
    const bytes = readUserFile(cwd, file, 'input');
    if (bytes.problem) diagnostics.push(bytes.problem);
    return bytes.value ? [{ bytes: bytes.value, name: file }] : [];
  });
  return (graph) => {
    const ports = graph.inputPorts;
    const specs = ports.map(inputSpec);
    const problems: Diagnostic[] = [];
    const inputs: GivenInputs = read.flatMap((file) => {
      const given = readInputs(file, specs);
      if (given.problem) {
        problems.push(given.problem);
        return [];
      }
      const { frames, read: values } = normalizedFrames(given.value, scaling, specs);
      return Array.from({ length: frames }, (_, i) => frameTensors(ports, values(i)));
    });
    return { inputs, diagnostics: problems };
  };
}
