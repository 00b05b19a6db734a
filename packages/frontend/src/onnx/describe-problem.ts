import type { ForeignFormat, OnnxProblem } from './problems.ts';

export interface ProblemDescription {
  /** What is wrong, as a clause about the file: "it is empty". */
  readonly message: string;
  /** What to do next. */
  readonly help: string;
}

const exportAgain = 'export the model again, for example with brevitas.export.export_qonnx';
const exportFromTorch = 'load it in Python and export it, for example with brevitas.export.export_qonnx';
const downloadAgain = 'download or copy the file again and compare its size with the original';
const giveOriginal = 'give the .onnx file it was made from';

const foreign: Readonly<Record<ForeignFormat, ProblemDescription>> = {
  text: { message: 'it is a text file', help: 'give the .onnx file' },
  json: { message: 'it is a JSON file', help: 'give the .onnx file; a configuration goes to --config' },
  html: {
    message: 'it is a web page',
    help: 'download the file itself: on GitHub, use the “Download raw file” button',
  },
  xml: { message: 'it is an XML file', help: 'OpenVINO models are not read; give the .onnx file it was made from' },
  'onnx-text': {
    message: 'it is a model in ONNX text syntax, which is not read',
    help: 'convert it: onnx.save(onnx.parser.parse_model(text), "model.onnx")',
  },
  'onnx-prototxt': {
    message: 'it is an ONNX model in protobuf text format, which is not read',
    help: 'convert it: onnx.save(onnx.load("model.textproto", format="textproto"), "model.onnx")',
  },
  'onnx-json': {
    message: 'it is an ONNX model as JSON, which is not read',
    help: 'convert it: onnx.save(onnx.load("model.json", format="json"), "model.onnx")',
  },
  zip: { message: 'it is a zip archive', help: 'unpack it and give the .onnx file' },
  'zip-with-onnx': {
    message: 'it is a zip archive that holds an ONNX file',
    help: 'unpack it and give the .onnx file',
  },
  pytorch: { message: 'it is a PyTorch checkpoint, which holds weights but no network', help: exportFromTorch },
  torchscript: { message: 'it is a TorchScript archive', help: exportFromTorch },
  'torch-export': { message: 'it is a torch.export archive', help: exportFromTorch },
  pickle: { message: 'it is a Python pickle', help: exportFromTorch },
  keras: { message: 'it is a Keras model', help: 'convert it with qonnx.converters.from_keras' },
  hdf5: { message: 'it is an HDF5 file, as Keras saves', help: 'convert it with qonnx.converters.from_keras' },
  tflite: { message: 'it is a TensorFlow Lite model', help: giveOriginal },
  ort: { message: 'it is a model in ONNX Runtime’s own format', help: giveOriginal },
  npz: { message: 'it is a NumPy .npz archive', help: 'give the .onnx file; data goes to --input' },
  npy: { message: 'it is a NumPy array', help: 'give the .onnx file; data goes to --input' },
  gzip: { message: 'it is compressed twice', help: 'unpack it once with gunzip' },
  tar: { message: 'it is a tar archive', help: 'unpack it and give the .onnx file' },
  compressed: { message: 'it is compressed in a way other than gzip', help: 'unpack it first' },
  image: { message: 'it is an image', help: 'give the .onnx file; an image goes to --input' },
  executable: { message: 'it is a program', help: 'give the .onnx file' },
};

const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
const shape = (dims: readonly (number | bigint)[]): string => `[${dims.join(', ')}]`;
const besideTheModel = 'keep the data file beside the model, under the name it had at export';

/** A problem in words, without the file's name. */
export function describeProblem(problem: OnnxProblem): ProblemDescription {
  switch (problem.kind) {
    case 'empty-file':
      return { message: problem.compressed ? 'it unpacks to nothing' : 'it is empty', help: downloadAgain };
    case 'too-large':
      return {
        message: `it has ${megabytes(problem.bytes)}${problem.compressed ? ' unpacked' : ''}; the limit is ${megabytes(problem.limit)}`,
        help: 'store the weights as external data',
      };
    case 'damaged-gzip':
      return { message: `its gzip packing is damaged: ${problem.reason}`, help: downloadAgain };
    case 'not-onnx':
      return foreign[problem.format];
    case 'git-lfs-pointer':
      return {
        message: `it is a Git LFS pointer${problem.size === undefined ? '' : ` to ${problem.size} bytes`}, not the file itself`,
        help: 'run git lfs pull',
      };
    case 'truncated':
      return { message: `it is cut short: ${problem.bytes} bytes of at least ${problem.needed}`, help: downloadAgain };
    case 'not-a-model-message':
      return {
        message: `it is no ONNX model, or a damaged one: its ${problem.bytes} bytes cannot be decoded (${problem.reason})`,
        help: downloadAgain,
      };
    case 'no-graph':
      return {
        message: 'it can be decoded but holds no graph',
        help: 'give the model, not a single tensor (.pb) or a TensorFlow graph',
      };
    case 'no-opsets':
      return {
        message: `it names no operator set, which a model of IR version ${problem.irVersion} must; it may be cut short`,
        help: exportAgain,
      };
    case 'bad-version':
      return { message: `its ${problem.what} is ${problem.value}`, help: exportAgain };
    case 'duplicate-initializer':
      return { message: `it has two initializers called '${problem.name}'`, help: exportAgain };
    case 'unnamed-initializer':
      return { message: `its initializer ${problem.index} has no name`, help: exportAgain };
    case 'unsupported-tensor':
      return unsupportedTensor(problem.place, problem.what);
    case 'unknown-tensor-type':
      return { message: `${problem.place} has the unknown element type ${problem.code}`, help: exportAgain };
    case 'tensor-dims':
      return { message: `${problem.place} has the impossible shape ${shape(problem.dims)}`, help: exportAgain };
    case 'tensor-size':
      return {
        message: `${problem.place} is ${problem.dataType}${shape(problem.dims)}, which takes ${problem.expected} ${problem.unit}, but it has ${problem.actual}`,
        help: exportAgain,
      };
    case 'tensor-value':
      return {
        message: `${problem.place} holds ${problem.value} at index ${problem.index}, which is no ${problem.dataType}`,
        help: exportAgain,
      };
    case 'external-data-missing':
      return {
        message: `${problem.place} is in the file '${problem.location}', which is not there`,
        help: besideTheModel,
      };
    case 'external-data-path':
      return {
        message: `${problem.place} is in the file '${problem.location}', which is not a path inside the model’s folder`,
        help: 'save the model again with its data in one file beside it: onnx.save(model, path, save_as_external_data=True)',
      };
    case 'external-data-entry':
      return {
        message: `${problem.place} has external data with ${problem.key} '${problem.value}'`,
        help: exportAgain,
      };
    case 'external-data-length':
      return {
        message: `${problem.place} takes ${problem.expected} bytes, but ${problem.declared} are declared in '${problem.location}'`,
        help: exportAgain,
      };
    case 'external-data-too-short':
      return {
        message: `${problem.place} is at bytes ${problem.offset} to ${problem.offset + problem.needed} of '${problem.location}', which has ${problem.available}`,
        help: 'use the data file that was written together with this model',
      };
    case 'integer-too-large':
      return {
        message: `${problem.place} holds ${problem.value} at index ${problem.index}, beyond the integers up to 2^53 that are computed with`,
        help: 'use smaller constants',
      };
  }
}

function unsupportedTensor(place: string, what: string): ProblemDescription {
  if (what === 'sparse') return { message: `${place} is sparse`, help: 'store it as a dense tensor' };
  if (what === 'segment') return { message: `${place} is stored in segments`, help: 'store it in one piece' };
  return { message: `${place} has ${what} elements, which are not read`, help: 'store it as integers or floats' };
}
