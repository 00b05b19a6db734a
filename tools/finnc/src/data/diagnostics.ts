import { defineDiagnostics } from '@finnc/ir';

const shape = (dims: readonly number[]): string => `[${dims.join(', ')}]`;

/** What can be wrong with a data file (images, tensors, labels, class names) or with what was asked of it. */
export const dataProblems = defineDiagnostics({
  empty: {
    code: 'FINNC5201',
    severity: 'error',
    explain: 'The file was found but has no content. An interrupted download or copy is the usual cause.',
    message: ({ what }: { what: string }) => `the ${what} is empty (0 bytes)`,
    help: () => 'check the path, and whether the download or copy finished',
  },
  unknownFormat: {
    code: 'FINNC5202',
    severity: 'error',
    explain:
      'Files are recognised by their first bytes, not by their names. These bytes belong to no format that this option takes.',
    message: ({ what, first }: { what: string; first: string; known: string }) =>
      `the ${what} is in no format known here (it starts with ${first})`,
    help: ({ known }) => `accepted: ${known}`,
  },
  truncated: {
    code: 'FINNC5203',
    severity: 'error',
    explain:
      'The header states how many elements follow, and fewer bytes are there. finnc does not fill in what is missing.',
    message: ({ format, expected, found }: { format: string; expected: number; found: number }) =>
      `the ${format} file is cut short: its header promises ${expected} bytes, ${found} are there`,
    help: () => 'copy or download the file again',
  },
  brokenHeader: {
    code: 'FINNC5204',
    severity: 'error',
    explain: 'The file begins like its format, but the header that describes the content cannot be read.',
    message: ({ format, reason }: { format: string; reason: string }) => `the ${format} header is broken: ${reason}`,
    help: () => 'write the file again with the tool that made it',
  },
  unsupportedType: {
    code: 'FINNC5205',
    severity: 'error',
    explain:
      'Booleans, integers of 8 to 64 bits and floats of 16 to 64 bits are read, in either byte order. Strings, objects, structures and complex numbers are not.',
    message: ({ format, found }: { format: string; found: string; known: string }) =>
      `the ${format} file holds elements of type ${found}, which finnc does not read`,
    help: ({ known }) => `convert it to one of ${known} before saving`,
  },
  brokenArchive: {
    code: 'FINNC5206',
    severity: 'error',
    explain:
      'A compressed file does not unpack, or what comes out does not have the length or checksum that the file states.',
    message: ({ format, reason }: { format: string; reason: string }) => `the ${format} data is damaged: ${reason}`,
    help: () => 'copy or download the file again',
  },
  missingArray: {
    code: 'FINNC5207',
    severity: 'error',
    explain: "A labelled .npz holds an array 'images' (frames first) and an array 'labels' (one class index a frame).",
    message: ({ wanted, found }: { wanted: string; found: readonly string[] }) =>
      `the .npz has no array '${wanted}'; it has ${found.length === 0 ? 'none' : found.map((name) => `'${name}'`).join(', ')}`,
    help: ({ wanted }) => `save it as np.savez(file, ${wanted}=…)`,
  },
  labelCount: {
    code: 'FINNC5208',
    severity: 'error',
    explain: 'Accuracy is counted frame by frame, so images and labels must be equally many.',
    message: ({ frames, labels }: { frames: number; labels: number }) =>
      `${frames} images but ${labels} labels; there must be one label an image`,
    help: () => 'give the label file that belongs to the images',
  },
  badLabels: {
    code: 'FINNC5209',
    severity: 'error',
    explain:
      'A label is the index of a class: a whole number from 0. One-hot rows, names and negative numbers are not taken.',
    message: ({ reason }: { reason: string }) => `the labels cannot be used: ${reason}`,
    help: () => 'labels are one non-negative class index an image',
  },
  shapeMismatch: {
    code: 'FINNC5210',
    severity: 'error',
    explain:
      "Frames must have the model's input shape, with dimensions of 1 left out if you like, channels-first or channels-last. A model with a flat input takes any frame with that many elements, in stored order.",
    message: ({ found, model }: { found: readonly number[]; model: readonly number[] }) =>
      `the data has shape ${shape(found)} and the model's input has shape ${shape(model)}`,
    help: ({ model }) =>
      `give frames of ${shape(model.slice(1))}, or the same channels-last; finnc neither crops nor resizes data sets`,
  },
  brokenImage: {
    code: 'FINNC5211',
    severity: 'error',
    explain:
      'The file begins like a PNG or JPEG, but its content is damaged or uses a feature that the decoder does not have.',
    message: ({ format, reason }: { format: string; reason: string }) =>
      `the ${format} image cannot be decoded: ${reason}`,
    help: () => 'open it in an image viewer and save it again',
  },
  imageSize: {
    code: 'FINNC5212',
    severity: 'error',
    explain: 'Resizing changes what the network sees, so finnc does it only when asked.',
    message: ({ found, model }: { found: readonly [number, number]; model: readonly [number, number] }) =>
      `the image is ${found.join(' x ')} pixels and the model takes ${model.join(' x ')}`,
    help: () => 'give an image of that size, or add --resize',
  },
  notAnImageModel: {
    code: 'FINNC5213',
    severity: 'error',
    explain:
      'A picture goes into inputs of shape [1, c, h, w], [1, h, w, c] with c = 1 or 3, [1, h, w], or [1, n] where n or n / 3 is a square.',
    message: ({ model }: { model: readonly number[] }) =>
      `an image was given, but the model's input ${shape(model)} is not an image with 1 or 3 channels`,
    help: () => 'give the input as .npy or .npz',
  },
  imageTooLarge: {
    code: 'FINNC5214',
    severity: 'error',
    explain: 'A small file can claim an enormous picture; finnc refuses before taking memory for it.',
    message: ({ width, height, limit }: { width: number; height: number; limit: number }) =>
      `the image is ${width} x ${height} pixels; finnc reads up to ${limit / 1e6} million`,
    help: () => 'scale it to the size the model takes',
  },
  badNormalize: {
    code: 'FINNC5215',
    severity: 'error',
    explain:
      'Networks are trained on scaled inputs. A/B multiplies every value by A, rounds to float32, divides by B and rounds again, as numpy and torch do.',
    message: ({ text, reason }: { text: string; reason: string }) => `'${text}' is not a normalisation: ${reason}`,
    help: () =>
      "write A/B: values are multiplied by A, then divided by B, both in float32; '1/255' maps 0..255 to 0..1",
  },
  channelCount: {
    code: 'FINNC5226',
    severity: 'error',
    explain:
      'Mean and standard deviation are given once for all channels, or once for each. The channels of an image are the second axis, or the last where an axis of 1 or 3 stands there; a flat input has none.',
    message: ({
      what,
      found,
      input,
      shape,
      channels,
    }: {
      what: string;
      found: number;
      input: string;
      shape: readonly number[];
      channels: number;
    }) =>
      `--${what} has ${found} ${found === 1 ? 'entry' : 'entries'}, and input '${input}' of shape [${shape.join(', ')}] has ${channels === 1 ? 'one channel' : `${channels} channels`}`,
    help: ({ channels }) => (channels === 1 ? 'give one number' : `give one number, or ${channels}`),
  },
  badClasses: {
    code: 'FINNC5216',
    severity: 'error',
    explain:
      "Class names come from --classes, else from the model's metadata key 'finnc.classes'. Both are a JSON array of strings, or one name a line.",
    message: ({ reason }: { reason: string }) => `the class names cannot be used: ${reason}`,
    help: () => 'give one name a line, or a JSON array of strings',
  },
  classCount: {
    code: 'FINNC5217',
    severity: 'error',
    explain: 'Names are matched to outputs by position, so a list of another length would mislabel results.',
    message: ({ names, outputs }: { names: number; outputs: number }) =>
      `${names} class names for a model with ${outputs} outputs`,
    help: ({ outputs }) => `give exactly ${outputs} names, in the order of the outputs`,
  },
  tooLarge: {
    code: 'FINNC5218',
    severity: 'error',
    explain: 'A small compressed file can claim an enormous content; finnc refuses before taking memory for it.',
    message: ({ what, bytes, limit }: { what: string; bytes: number; limit: number }) =>
      `${what} unpacks to ${bytes} bytes; finnc reads up to ${limit}`,
    help: () => 'split the data set, or use --limit with a smaller file',
  },
  noFrames: {
    code: 'FINNC5219',
    severity: 'error',
    explain: 'The first dimension of a data set counts its frames.',
    message: ({ found }: { found: readonly number[] }) => `the data set holds no images: its shape is ${shape(found)}`,
    help: () => 'the first dimension counts images and must be at least 1',
  },
  ambiguousArray: {
    code: 'FINNC5220',
    severity: 'error',
    explain: "In a .npz with several arrays, the one named like the model's input is used, else 'in_0', else 'images'.",
    message: ({ wanted, found }: { wanted: string; found: readonly string[] }) =>
      `the .npz holds ${found.length} arrays (${found.map((name) => `'${name}'`).join(', ')}), none named '${wanted}'`,
    help: ({ wanted }) => `keep one array in the file, or name the model's input '${wanted}'`,
  },
  unlabelled: {
    code: 'FINNC5221',
    severity: 'error',
    explain:
      "Labels come with CIFAR-10 binaries and in the array 'labels' of a .npz; MNIST keeps them in a file of their own.",
    message: ({ format }: { format: string }) =>
      `the ${format} data set has no labels, so nothing can be counted as correct`,
    help: () => 'add --labels FILE',
  },
  labelRange: {
    code: 'FINNC5222',
    severity: 'error',
    explain: "A label is the index of one of the model's outputs; one beyond them can never be right.",
    message: ({ frame, label, outputs }: { frame: number; label: number; outputs: number }) =>
      `label ${frame} is ${label}, and the model tells ${outputs} classes apart (0 to ${outputs - 1})`,
    help: () => 'give the labels of the data set that the model was trained on, counted from 0',
  },
  noClassFolders: {
    code: 'FINNC5223',
    severity: 'error',
    explain:
      'A folder given as a data set holds a folder for each class, and in these the pictures of the class, as PNG or JPEG. Pictures beside the folders have no label.',
    message: ({ folders }: { folders: number }) =>
      folders === 0
        ? 'the folder holds no folders with the images of a class'
        : `none of the ${folders} folders in it holds a PNG or JPEG image`,
    help: () => 'put the images of each class into a folder of its own, named as the class or its index',
  },
  unknownClassFolder: {
    code: 'FINNC5224',
    severity: 'error',
    explain:
      'The names of classes are known, from --classes or from the model, and each folder of a data set has to be one of them, or all have to be indices. Otherwise images would be counted for the wrong class.',
    message: ({ name }: { name: string; suggestion: string | undefined }) =>
      `the folder '${name}' is named as no class of the model`,
    help: ({ suggestion }) =>
      `${suggestion === undefined ? '' : `did you mean '${suggestion}'? `}name folders as the classes, or by their indices from 0`,
  },
});
