import { tensor, type Diagnostic, type InputPort, type Tensor } from '@finnc/ir';
import type { CompileOptions, GivenInputs } from './compile-options.ts';
import type { FittedFrames } from './data/dataset.ts';
import type { Preprocessing } from './data/normalize.ts';
import { driverDiagnostics } from './diagnostics.ts';
import { readUserFile } from './files.ts';

/** The values that go into a model as its source type: normalised in float32, if asked for. */
export const sourceTensor = (port: Pick<InputPort, 'source'>, values: Float32Array): Tensor =>
  tensor(port.source.elem, port.source.shape, values);

/** The one input of a model that takes one file, frame by frame, or the reason why it cannot. */
export function onlyInput<Port extends Pick<InputPort, 'name' | 'source'>>(
  ports: readonly Port[],
): { readonly port: Port } | { readonly problem: Diagnostic } {
  const [port] = ports;
  if (!port || ports.length !== 1)
    return { problem: driverDiagnostics.severalInputs({ inputs: ports.map(({ name }) => name) }) };
  const { shape } = port.source;
  // A frame is what goes in at once; of a model with a batch of its own it cannot be told where one ends.
  if (shape.length > 1 && shape[0] !== 1) return { problem: driverDiagnostics.batched({ input: port.name, shape }) };
  return { port };
}

/** `--input` files of `build`, read now, laid out when the model's input is known. */
export async function givenInputs(
  cwd: string,
  files: readonly string[],
  preprocessing: Preprocessing,
  diagnostics: Diagnostic[],
): Promise<CompileOptions['inputs'] | undefined> {
  if (files.length === 0) return undefined;
  const [{ readInput }, { normalize, normalizationOf }] = await Promise.all([
    import('./data/input.ts'),
    import('./data/normalize.ts'),
  ]);
  const scaling = normalizationOf(preprocessing).value;
  const read = files.flatMap((file) => {
    const bytes = readUserFile(cwd, file, 'input');
    if (bytes.problem) diagnostics.push(bytes.problem);
    return bytes.value ? [{ bytes: bytes.value, name: file }] : [];
  });
  return (graph) => {
    const only = onlyInput(graph.inputPorts);
    if (!('port' in only)) return { inputs: [], diagnostics: [only.problem] };
    const { port } = only;
    const problems: Diagnostic[] = [];
    const inputs: GivenInputs = read.flatMap((file) => {
      const frames = readInput(file, { shape: port.source.shape, name: port.name });
      if (frames.problem) problems.push(frames.problem);
      return framesOf(frames.value).map((values) => [
        sourceTensor(port, scaling ? normalize(values, scaling, port.source.shape) : values),
      ]);
    });
    return { inputs, diagnostics: problems };
  };
}

const framesOf = (frames: FittedFrames | undefined): readonly Float32Array[] =>
  Array.from({ length: frames?.frames ?? 0 }, (_, i) => frames?.read(i) ?? new Float32Array());
