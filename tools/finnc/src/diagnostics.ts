import { defineDiagnostics } from '@finnc/ir';

const orElse = (suggestion: string | undefined, otherwise: string): string =>
  suggestion === undefined ? otherwise : `did you mean '${suggestion}'?`;

/** Libraries add stack traces. */
const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

/** What the driver itself tells users: the command line, files, boards, backends; codes FINNC50xx. */
export const driverDiagnostics = defineDiagnostics({
  unknownBoard: {
    code: 'FINNC5001',
    severity: 'error',
    explain:
      'Boards come from finnc and from plugins. A board gives the device, whose resources the design must fit, and the default clock.',
    message: ({ board }: { board: string; suggestion: string | undefined }) => `there is no board '${board}'`,
    help: ({ suggestion }) =>
      orElse(suggestion, "'finnc list boards' names them; a plugin can add one with defineBoard"),
  },
  unknownBackend: {
    code: 'FINNC5002',
    severity: 'error',
    explain: 'Backends come from finnc (hls, rtl, simulator, report) and from plugins.',
    message: ({ backend }: { backend: string; suggestion: string | undefined; known: readonly string[] }) =>
      `there is no backend '${backend}'`,
    help: ({ suggestion, known }) => orElse(suggestion, `backends are ${known.join(', ')}`),
  },
  boardAssumed: {
    code: 'FINNC5003',
    severity: 'note',
    explain: 'Costs and fit depend on the device, so some board is always assumed.',
    message: ({ board }: { board: string }) => `no --board given: ${board} is assumed`,
    help: () => "choose one with --board; 'finnc list boards' names them",
  },
  unfolded: {
    code: 'FINNC5004',
    severity: 'warning',
    explain:
      'PE and SIMD say how many rows and columns of a layer are computed at once. With 1 everywhere the design is as small and as slow as it can be.',
    message: ({ rate, clock }: { rate: string; clock: string }) =>
      `neither --fps nor --folding is given, so PE = SIMD = 1 in every layer: ${rate} FPS at ${clock} MHz`,
    help: () => 'add --fps N to have the folding chosen for a rate, or --folding FILE',
  },
  twoRates: {
    code: 'FINNC5054',
    severity: 'error',
    explain: 'A build makes one rate: the one that is asked for at the least cost, or the highest that fits.',
    message: ({ fps }: { fps: number }) => `--fps ${fps} and --max are given together`,
    help: () => 'leave one of them out',
  },
  goalUnused: {
    code: 'FINNC5055',
    severity: 'error',
    explain:
      'They say how PE and SIMD are chosen for a rate. Without a rate nothing is chosen, and they would be ignored.',
    message: ({ options }: { options: readonly string[] }) =>
      `${options.join(' and ')} ${options.length === 1 ? 'is' : 'are'} given without a rate`,
    help: () => 'add --fps N, or --max for the highest rate that fits',
  },
  missingFile: {
    code: 'FINNC5005',
    severity: 'error',
    explain:
      'Paths on the command line are relative to the current folder, those in a file to the folder of that file.',
    message: ({ what, file }: { what: string; file: string; suggestion?: string | undefined }) =>
      `there is no ${what} '${file}'`,
    help: ({ suggestion }) => orElse(suggestion, 'check the path'),
  },
  unreadableFile: {
    code: 'FINNC5006',
    severity: 'error',
    explain: 'The file is there, but the operating system does not give its content.',
    message: ({ what, file, reason }: { what: string; file: string; reason: string }) =>
      `cannot read the ${what} '${file}': ${reason}`,
    help: () => 'check what it is and who may read it',
  },
  noModel: {
    code: 'FINNC5007',
    severity: 'error',
    explain: 'A configuration may name its model with the key model, or the command names both.',
    message: ({ config }: { config: string }) => `the configuration '${config}' names no model`,
    help: ({ config }) => `add the key model, or give the model too: finnc build ${config} model.onnx`,
  },
  otherPart: {
    code: 'FINNC5008',
    severity: 'error',
    explain: 'The FPGA part decides what fits, and each board has one.',
    message: ({ board, part, own }: { board: string; part: string; own: string }) =>
      `board ${board} has the part ${own}, not ${part}`,
    help: () => 'leave out the part, or choose the board that has it',
  },
  unknownPart: {
    code: 'FINNC5009',
    severity: 'error',
    explain: 'finnc knows the devices of its boards.',
    message: ({ part }: { part: string; suggestion: string | undefined }) => `no board here has the part '${part}'`,
    help: ({ suggestion }) => orElse(suggestion, "'finnc list boards' names boards and parts"),
  },
  earlierSteps: {
    code: 'FINNC5010',
    severity: 'note',
    explain:
      'Steps before the first wanted one are cheap and deterministic, so they are run again instead of being read from an earlier build.',
    message: ({ start, first }: { start: string; first: string }) =>
      `the steps from ${first} on are run too, since '${start}' begins with the graph they make`,
    help: () => 'if they take long, add --no-check, which runs them without comparing each with the one before',
  },
  plumbingIgnored: {
    code: 'FINNC5011',
    severity: 'note',
    explain: 'Width converters and FIFOs are inserted after folding, with widths and depths that follow from it.',
    message: ({ count }: { count: number }) =>
      `width converters and FIFOs in the folding file (${count}) have no effect: insert-streams decides them`,
    help: () => 'keep them for builds with FINN, or leave them out',
  },
  unsizedFifos: {
    code: 'FINNC5053',
    severity: 'note',
    explain:
      'The step size-fifos chooses depths with the cycle model of the design. Where a layer kind has no cycle model, or the design is so large that it would take longer than the rest of the build, FIFOs hold one burst of the layer before them, and where branches meet what one may ask for before the other.',
    message: ({ reason }: { reason: string }) => `FIFOs are not sized by the cycle model: ${reason}`,
    help: () => 'a plugin brings cycles.for(…) for its layers; finnc size-fifos takes the time that large designs need',
  },
  roundingMatters: {
    code: 'FINNC5012',
    severity: 'warning',
    explain:
      "The model is executed twice: in float32 as the exporting framework computes, and in exact arithmetic, which the hardware reproduces. Where a value falls on a quantiser's step within float32's rounding, the two may give neighbouring codes.",
    message: ({ different, codes }: { different: number; codes: number }) =>
      `${different} of ${codes} activation codes differ between float32 and exact arithmetic on the checked inputs`,
    help: () => 'the hardware computes the exact ones; compare accuracies with finnc run --dataset',
  },
  assumedTooSmall: {
    code: 'FINNC5013',
    severity: 'warning',
    explain: 'No board was given, so the design is compared with the assumed one and not refused.',
    message: ({ reason }: { reason: string }) => reason,
    help: () => 'choose the board with --board',
  },
  foldingOfModel: {
    code: 'FINNC5040',
    severity: 'note',
    explain:
      'Parameter folders of BNN-PYNQ come with the PE and SIMD of their accelerator, which hold unless --fps or --folding says otherwise. Where a layer is smaller here, because what only pads it is left out, they are the next smaller divisors.',
    message: ({ file }: { file: string }) => `PE and SIMD of the layers are those of ${file}`,
    help: () => 'choose others with --fps or --folding',
  },
  noRuntime: {
    code: 'FINNC5050',
    severity: 'error',
    explain:
      'Operations that are not in hardware run on the host, by onnxruntime-node, and finnc verify --reference onnxruntime compares with it. It is an optional peer dependency of finnc, as most networks need neither.',
    message: ({ reason }: { reason: string; use: string }) => `onnxruntime-node cannot be loaded: ${firstLine(reason)}`,
    help: ({ use }) => `${use}; install it with: npm install onnxruntime-node`,
  },
  hostModel: {
    code: 'FINNC5051',
    severity: 'error',
    explain: 'The files host/pre.onnx and host/post.onnx of a build are plain ONNX models. onnxruntime refused one.',
    message: ({ reason }: { reason: string }) => `onnxruntime does not load the host's part: ${firstLine(reason)}`,
    help: () => 'build the folder again; if that does not help, please report it with the model',
  },
  brokenPartition: {
    code: 'FINNC5052',
    severity: 'error',
    explain:
      'The file host/partition.json of a build tells how the parts of a network between host and hardware fit together.',
    message: ({ file }: { file: string }) => `'${file}' does not describe a split network`,
    help: () => 'build the folder again',
  },
  usage: {
    code: 'FINNC5014',
    severity: 'error',
    explain: 'The command line is not one that finnc understands.',
    message: ({ reason }: { reason: string; help: string }) => reason,
    help: ({ help }) => help,
  },
  unknownCode: {
    code: 'FINNC5015',
    severity: 'error',
    explain: "Every message of finnc has a code; 'finnc explain' knows those of the loaded plugins.",
    message: ({ code }: { code: string; suggestion: string | undefined }) => `no message has the code '${code}'`,
    help: ({ suggestion }) => orElse(suggestion, 'codes look like FINNC2101; give --plugin for codes of a plugin'),
  },
  severalInputs: {
    code: 'FINNC5017',
    severity: 'error',
    explain:
      'A model with several inputs is fed from one .npz with an array for each, named as the input, or in_0, in_1 and so on in their order. An array holds one frame, or several along one more first dimension; all hold the same number, or one for all. An image, a .npy or a data set is for one input.',
    message: ({ inputs, reason }: { inputs: readonly string[]; reason: string }) =>
      `the model has ${inputs.length} inputs (${inputs.join(', ')}), and ${reason}`,
    help: ({ inputs }) => `save them as np.savez('inputs.npz', ${inputs.map((_, i) => `in_${i}=…`).join(', ')})`,
  },
  notABuild: {
    code: 'FINNC5019',
    severity: 'error',
    explain: "'finnc run' takes an ONNX file, or the folder that 'finnc build' wrote with the simulator backend.",
    message: ({ missing }: { missing: string }) => `the folder is no finnc build that can be run: it has no ${missing}`,
    help: () => 'give the ONNX file, or build with --backend including simulator',
  },
  otherInputType: {
    code: 'FINNC5018',
    severity: 'error',
    explain: 'An input whose type the model states cannot be given another one: its values would mean something else.',
    message: ({ input, wanted, own }: { input: string; wanted: string; own: string }) =>
      `input '${input}' of the model is ${own}; it cannot be built for ${wanted}`,
    help: ({ own }) => `leave out the input type, or say ${own}`,
  },
  internal: {
    code: 'FINNC5020',
    severity: 'error',
    explain: 'finnc did something it must not do, whatever its input is.',
    message: ({ reason }: { reason: string }) => `this is a bug of finnc: ${reason}`,
    help: () => 'please report it with the model, or the command with --debug, which shows where',
  },
  styleRefused: {
    code: 'FINNC5021',
    severity: 'warning',
    explain:
      'The folding file asks for a memory or a multiplier that the layer cannot be built with here. UltraRAM, for one, is not used by finnc.',
    message: ({ layer, style, value }: { layer: string; style: string; value: string }) =>
      `'${layer}' cannot have ${style} '${value}': it is built as without it`,
    help: () => "'finnc list layers' names the styles of each layer",
  },
  stylesUnused: {
    code: 'FINNC5022',
    severity: 'note',
    explain: 'FINN gives these layers a choice of memory or multipliers that finnc does not have, or makes itself.',
    message: ({ styles }: { styles: readonly string[] }) =>
      `without effect, since the layers have no such choice: ${styles.join(', ')}`,
    help: () => 'keep them for builds with FINN, or leave them out',
  },
  ruleNotMet: {
    code: 'FINNC5023',
    severity: 'warning',
    explain:
      'A rule is named when it rewrites a node or says why it does not. One that finds nothing it is for stays silent, as one that does not exist.',
    message: ({ rule }: { rule: string; met: readonly string[] }) =>
      `--debug-rules: no rule '${rule}' rewrote or declined anything`,
    help: ({ met }) => (met.length === 0 ? 'no rule did' : `rules that did: ${met.toSorted().join(', ')}`),
  },
  batched: {
    code: 'FINNC3601',
    severity: 'error',
    explain:
      'The accelerator takes one frame after the other, and files are fed to it frame by frame. A model that was exported with several frames in its input is a network with one larger input.',
    message: ({ input, shape }: { input: string; shape: readonly number[] }) =>
      `input '${input}' has the shape [${shape.join(', ')}]: the model takes ${shape[0] ?? 0} frames at once, and files are fed one by one`,
    help: ({ shape }) => `export it for a batch of 1, as [${[1, ...shape.slice(1)].join(', ')}], or for any batch`,
  },
  pixelsOnly: {
    code: 'FINNC5041',
    severity: 'error',
    explain:
      'Mean and standard deviation normalise pixels, bytes from 0 to 255 as cameras and image files hold them. The accelerator then takes uint8, or, with --input-type float32, values that the host has normalised.',
    message: ({ inputType }: { inputType: string }) => `--mean and --std normalise pixels of uint8, not ${inputType}`,
    help: () => "leave out --input-type, or say 'uint8' or 'float32'; --normalize A/B scales other types",
  },
  notAnImage: {
    code: 'FINNC5042',
    severity: 'error',
    explain: 'Channels come first or last in images, which have four axes: batch, channels, height and width.',
    message: ({ input, shape }: { input: string; shape: readonly number[] }) =>
      `--input-layout is for images, and input '${input}' has the shape [${shape.join(', ')}]`,
    help: () => 'leave out --input-layout',
  },
  unquantisedInput: {
    code: 'FINNC5043',
    severity: 'error',
    explain:
      'A quantiser right behind the input (after reshapes, scalings and sums with constants) turns normalised pixels into integers, and its thresholds absorb mean and standard deviation exactly. An operation that computes on the normalised pixels themselves has no integers to compute on.',
    message: ({ input, layer, op, reason }: { input: string; layer: string; op: string; reason: string }) =>
      `mean and standard deviation of input '${input}' cannot be absorbed: '${layer}' (${op}) reads it, and ${reason}`,
    help: () =>
      'put a quantiser (QuantIdentity) in front of the first layer in the training script, or let the host normalise with --input-type float32',
  },
  unknownNode: {
    code: 'FINNC5026',
    severity: 'warning',
    explain:
      "--explain takes the name of a node of the source model, a module of the training script as 'finnc doctor' names it, or a layer of the design.",
    message: ({ node }: { node: string; suggestion: string | undefined }) =>
      `--explain: nothing here is called '${node}'`,
    help: ({ suggestion }) => orElse(suggestion, "'finnc doctor model.onnx' lists the layers of a model"),
  },
  normalizedCodes: {
    code: 'FINNC5024',
    severity: 'error',
    explain:
      'A normalisation gives real numbers between the codes of an integer type. A model that declares integer inputs takes the codes themselves.',
    message: ({ input, type, normalize }: { input: string; type: string; normalize: string }) =>
      `input '${input}' of the model is ${type}, which does not hold values normalised by ${normalize}`,
    help: () => 'leave out the normalisation: the model takes the values as they are',
  },
  interrupted: {
    code: 'FINNC5027',
    severity: 'error',
    explain: 'The command was stopped by an interrupt (Ctrl-C) before all frames had been run.',
    message: ({ done, total }: { done: number; total: number }) => `interrupted after ${done} of ${total} frames`,
    help: () => '--limit runs fewer frames',
  },
  badThreads: {
    code: 'FINNC5028',
    severity: 'error',
    explain:
      'Frames are divided among threads, which share the cores of the machine: more of them than a few a core only wait for each other, and each takes memory.',
    message: ({ threads, most }: { threads: number; most: number }) =>
      `--threads ${threads} is more than the ${most} that finnc starts`,
    help: ({ most }) => `give 1 to ${most}, or leave it out: as many are taken as there are cores`,
  },
  simulatorDiffers: {
    code: 'FINNC4101',
    severity: 'error',
    explain:
      'The final graph was executed by the simulator and by the reference executor, and they must agree bit for bit.',
    message: ({ output, index, expected, found, input }: SimulatorDifference) =>
      `the simulator differs from the reference: output '${output}', index ${index} is ${found}, expected ${expected} (input ${input})`,
    help: () => 'please report it with the model; --no-check builds without the comparison',
  },
});

interface SimulatorDifference {
  readonly output: string;
  readonly index: number;
  readonly expected: number;
  readonly found: number;
  readonly input: number;
}

/** What is wrong with a plugin; codes FINNC56xx. */
export const pluginDiagnostics = defineDiagnostics({
  notFound: {
    code: 'FINNC5601',
    severity: 'error',
    explain: 'A plugin is a package that can be imported from the current folder, or a path of a file.',
    message: ({ plugin, reason }: { plugin: string; reason: string }) => `plugin '${plugin}' is not found: ${reason}`,
    help: ({ plugin }) =>
      /^[./]/.test(plugin) ? 'check the path' : `install it with npm install ${plugin}, or write a path as ./${plugin}`,
  },
  failed: {
    code: 'FINNC5602',
    severity: 'error',
    explain: 'The plugin was found, but running its module failed.',
    message: ({ plugin, reason }: { plugin: string; reason: string }) =>
      `plugin '${plugin}' cannot be loaded: ${reason}`,
    help: () => 'correct the plugin; --debug shows where it failed',
  },
  noExport: {
    code: 'FINNC5603',
    severity: 'error',
    explain: 'A plugin module exports what definePlugin returns, as its default or under any name.',
    message: ({ plugin, found }: { plugin: string; found: readonly string[] }) =>
      `'${plugin}' exports no plugin; it exports ${found.length === 0 ? 'nothing' : found.join(', ')}`,
    help: () => "export default definePlugin({ name: …, … }), with definePlugin from 'finnc/plugin'",
  },
  threw: {
    code: 'FINNC5604',
    severity: 'error',
    explain: 'What a plugin contributes failed while it ran.',
    message: ({ plugin, what, reason }: { plugin: string; what: string; reason: string }) =>
      `${what} of plugin '${plugin}' failed: ${reason}`,
    help: ({ plugin }) => `report it to the authors of '${plugin}'; --debug shows where`,
  },
});

/** What is wrong with the output folder; codes FINNC57xx. */
export const outputDiagnostics = defineDiagnostics({
  foreign: {
    code: 'FINNC5701',
    severity: 'error',
    explain:
      'finnc replaces only what an earlier build of its own wrote: all of the folder is lost then. The file finnc.json lists it; what make and Vitis leave in hls/ may be there too.',
    message: ({ folder, found }: { folder: string; found: readonly string[] }) =>
      `the output folder '${folder}' holds other files: ${found.join(', ')}`,
    help: () => 'give a new or an empty folder with --out, or move them elsewhere',
  },
  isFile: {
    code: 'FINNC5702',
    severity: 'error',
    explain: 'The output of a build is a folder.',
    message: ({ folder }: { folder: string }) => `the output folder '${folder}' is a file`,
    help: () => 'give a folder with --out',
  },
  unwritable: {
    code: 'FINNC5703',
    severity: 'error',
    explain: 'The output is prepared in a folder beside the final one and renamed when it is complete.',
    message: ({ folder, reason }: { folder: string; reason: string }) =>
      `cannot write the output folder '${folder}': ${reason}`,
    help: () => 'give a folder with --out that can be written',
  },
  unwritableFile: {
    code: 'FINNC5704',
    severity: 'error',
    explain: 'The file that a command was told to write cannot be created or replaced.',
    message: ({ file, reason }: { file: string; reason: string }) => `cannot write '${file}': ${reason}`,
    help: () => 'give a path in a folder that exists and can be written',
  },
  inUse: {
    code: 'FINNC5705',
    severity: 'error',
    explain:
      'The output folder is replaced as a whole, so it can neither be nor hold the folder that a command works in, nor a file that it reads.',
    message: ({ folder, what }: { folder: string; what: string }) =>
      `the output folder '${folder}' is or holds ${what}`,
    help: () => 'give a folder of its own with --out',
  },
  unprintable: {
    code: 'FINNC5706',
    severity: 'error',
    explain: 'What a command prints could not be written to where its standard output leads.',
    message: ({ reason }: { reason: string }) => `cannot write the standard output: ${reason}`,
    help: () => 'free some space, or send the output elsewhere',
  },
});
