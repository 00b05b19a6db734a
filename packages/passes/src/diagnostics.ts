import { defineDiagnostics } from '@finnc/ir';
import type { SignPadding } from '@finnc/ir/hw';

/** What a user can do about padded signs: take the other form, let a step choose, or change the network. */
const paddingRemedies = {
  other: (taken: SignPadding) =>
    `--sign-padding ${taken === 'border' ? 'two-bit' : 'border'} builds it the other way; the values are the same`,
  choose: () => "let the step 'fold' run, which chooses by cost, or put sign-padding behind fold in the pipeline",
  none: () => 'a convolution without padding keeps one bit and XNOR',
} as const;

/** Rates and resources are told as whole numbers. */
const whole = (value: number): string => `${Math.floor(value)}`;

export const passDiagnostics = defineDiagnostics<{
  floatOp: { node: string; op: string; reason: string };
  floatOutput: { output: string; reason: string };
  noLayer: { node: string; op: string; reason: string };
  noArgmax: { output: string; shape: string };
  orderKept: { node: string; op: string };
  stuckChannels: { layers: readonly { readonly layer: string; readonly stuck: number; readonly channels: number }[] };
  droppedChannels: {
    dropped: number;
    left: readonly { readonly layer: string; readonly stuck: number; readonly reason: string }[];
  };
  wrongStage: { pass: string; needs: string; reasons: readonly string[] };
  unknownLayer: { layer: string; candidates: readonly string[]; suggestion: string | undefined };
  unknownDimension: { layer: string; dimension: string; known: readonly string[] };
  doesNotDivide: {
    layer: string;
    dimension: string;
    value: number;
    of: string;
    size: number;
    legal: readonly number[];
  };
  illegalFolding: { layer: string; reason: string };
  unreachable: { layer: string; cycles: number; target: number; fps: number; best: number; clockMhz: number };
  tooSlowAsGiven: { layer: string; cycles: number; target: number; fps: number; clockMhz: number };
  tooLarge: {
    board: string;
    /** Absent where the highest rate was wanted, and none fits. */
    fps: number | undefined;
    clockMhz: number;
    over: readonly { resource: string; used: number; room: number; capacity: number }[];
    largest: readonly { layer: string; used: number }[];
    best: number | undefined;
  };
  notProven: { layers: number };
  unpriced: { kinds: readonly string[] };
  lostOutput: { pass: string; output: string; shape: string };
  otherSize: { pass: string; output: string; before: string; after: string };
  notEquivalent: {
    pass: string;
    tensor: string;
    index: string;
    before: number;
    after: number;
    differing: number;
    total: number;
  };
  notANumber: { tensor: string; index: string; inputs: number; checked: number };
  unknownPass: { pass: string; suggestion: string | undefined };
  badOption: { pass: string; option: string; wants: string };
  badPipeline: { text: string; position: number };
  unusedInput: { input: string };
  outputWithoutLayer: { output: string };
  blockDiagonal: { node: string; groups: number; zeros: number; products: number };
  notInHardware: { count: number; operations: readonly string[] };
  noHardware: { operations: readonly string[] };
  leftToHost: { operations: readonly string[] };
  paddedSigns: { node: string; taken: SignPadding; why: string; remedy: keyof typeof paddingRemedies };
}>({
  floatOp: {
    code: 'FINNC3101',
    severity: 'note',
    message: ({ node, op, reason }) => `'${node}' (${op}) stays in floating point: ${reason}`,
    help: () =>
      'between the input quantiser and the last accumulator every operation must act on integers to be hardware: put a quantiser (QuantIdentity, QuantHardTanh) before it, take integers as input (--input-type uint8, with --normalize or --mean and --std), or let the host compute it',
    explain:
      'streamline describes every tensor as scale · integer + bias. The named operation has no such form here, so its result is a float tensor, until a quantiser follows. The reason names the condition that failed. partition-host leaves such operations to the host.',
  },
  floatOutput: {
    code: 'FINNC3102',
    severity: 'note',
    message: ({ output, reason }) => `output '${output}' is not an integer times one scale: ${reason}`,
    help: () => 'end the network with a quantised layer or with a per-tensor scale, or let the host compute it',
    explain:
      'Hardware gives integers, and the port of an output says by one scale and bias a channel what they mean. An output that cannot be told so is computed by the host.',
  },
  noLayer: {
    code: 'FINNC3103',
    severity: 'error',
    message: ({ node, op, reason }) => `'${node}' (${op}) has no hardware layer: ${reason}`,
    help: () => '`finnc list layers` prints the layers there are; a plugin can bring another one',
    explain:
      'convert-to-hw replaces every integer operation by a hardware layer. No lowering of the loaded plugins took this one.',
  },
  noArgmax: {
    code: 'FINNC3104',
    severity: 'error',
    message: ({ output, shape }) =>
      `--output argmax and top5 need one output of scores per class; '${output}' has shape [${shape}]`,
    help: () => 'use --output logits',
    explain:
      'A label-select layer takes one vector of scores a frame and gives the indices of the greatest. It can follow an output of shape [1, classes] only.',
  },
  orderKept: {
    code: 'FINNC3110',
    severity: 'note',
    message: ({ node, op }) => `'${node}' (${op}) is left out: it does not change which scores are the greatest`,
    help: () => 'with --output logits its values can be had, where the network does not select by itself',
    explain:
      'A softmax, and every function that rises everywhere, keeps the order of the scores, so the classes selected from its results are those selected from its operand, in real numbers. It costs nothing to leave it out, and it has no integer form.',
  },
  stuckChannels: {
    code: 'FINNC3111',
    severity: 'note',
    message: ({ layers }) => {
      const total = layers.reduce((sum, { stuck }) => sum + stuck, 0);
      const list = layers.map(({ layer, stuck, channels }) => `${stuck} of ${channels} of '${layer}'`);
      return `${total} ${total === 1 ? 'channel never changes' : 'channels never change'}: ${list.join(', ')}`;
    },
    help: () => 'add --drop-constant to leave them out, or train a smaller layer',
    explain:
      'The accumulator of a channel has an exact range, from its weights and the type of its inputs. Where all thresholds of the channel lie above that range, or all below, it gives the same for every input, and hardware that computes it is wasted.',
  },
  droppedChannels: {
    code: 'FINNC3112',
    severity: 'note',
    message: ({ dropped, left }) => {
      const kept = left.map(
        ({ layer, stuck, reason }) => `${stuck} of '${layer}'${reason === '' ? '' : `, since ${reason}`}`,
      );
      return `${dropped} ${dropped === 1 ? 'channel that never changes is' : 'channels that never change are'} left out${kept.length > 0 ? `; there stay ${kept.join('; ')}` : ''}`;
    },
    help: () => 'nothing is to be done: the network computes what it did',
    explain:
      'What a constant channel adds to the sums of the next layer is a constant, too, and goes into the thresholds there. A channel stays where something else reads it, or where the padding of a convolution would have to be told from it.',
  },
  wrongStage: {
    code: 'FINNC3201',
    severity: 'error',
    message: ({ pass, needs, reasons }) => `pass '${pass}' needs a graph in stage '${needs}': ${reasons.join('; ')}`,
    help: () =>
      'stages follow qnn, integer, hardware, folded: run streamline, convert-to-hw, insert-streams in this order',
    explain:
      'Passes declare which stage of the graph they need. A pipeline that leaves one out, or has them in another order, is refused before the pass runs.',
  },
  unknownLayer: {
    code: 'FINNC3301',
    severity: 'error',
    message: ({ layer, suggestion }) =>
      `the folding names '${layer}', and the design has no such layer${suggestion === undefined ? '' : `; did you mean '${suggestion}'?`}`,
    help: ({ candidates }) => `layers of this design: ${candidates.join(', ')}`,
    explain:
      'Folding files name layers as FINN does: kind and number in the order of the graph, with or without _hls or _rtl. A name that no layer has would silently leave a layer as it is, so it is an error.',
  },
  unknownDimension: {
    code: 'FINNC3302',
    severity: 'error',
    message: ({ layer, dimension }) => `the folding sets ${dimension} of '${layer}', which is not folded along it`,
    help: ({ known }) => (known.length > 0 ? `it has ${known.join(', ')}` : 'remove the entry'),
    explain:
      'PE is the number of rows or channels worked on each cycle, SIMD the number of columns. Layers have one, both or none of them.',
  },
  doesNotDivide: {
    code: 'FINNC3303',
    severity: 'error',
    message: ({ layer, dimension, value, of, size }) =>
      `${dimension} = ${value} of '${layer}' does not divide ${of} = ${size}`,
    help: ({ legal }) => `legal values: ${legal.join(', ')}`,
    explain:
      'A layer works on PE rows and SIMD columns each cycle, and all cycles do the same, so both have to divide their dimension: MH % PE = 0, MW % SIMD = 0, channels % PE = 0.',
  },
  illegalFolding: {
    code: 'FINNC3304',
    severity: 'error',
    message: ({ layer, reason }) => `the folding of '${layer}' is not possible: ${reason}`,
    help: () => 'choose other values, or leave the layer out of the file to fold it automatically',
    explain: 'The values divide their dimensions, but the layer cannot be built with both together.',
  },
  unreachable: {
    code: 'FINNC3401',
    severity: 'error',
    message: ({ layer, cycles, target, fps, clockMhz }) =>
      `${fps} frames/s at ${clockMhz} MHz allow ${target < 1 ? 'less than one cycle' : `${target} cycles`} a frame; '${layer}' needs ${cycles} at full folding`,
    help: ({ best }) =>
      `the best rate that is reachable at this clock is ${best} frames/s; lower --fps or raise --clock-mhz`,
    explain:
      'The rate of a pipeline is that of its slowest layer. At full folding the named layer still takes more cycles a frame than the wanted rate leaves at this clock.',
  },
  tooSlowAsGiven: {
    code: 'FINNC3402',
    severity: 'error',
    message: ({ layer, cycles, target, fps, clockMhz }) =>
      `the given folding of '${layer}' takes ${cycles} cycles a frame; ${fps} frames/s at ${clockMhz} MHz allow ${target}`,
    help: ({ layer }) => `leave '${layer}' out of the folding file to fold it for the rate, or lower --fps`,
    explain:
      'A folding file and a rate were given together. Layers that the file names keep what it says; this one is then too slow for the rate.',
  },
  tooLarge: {
    code: 'FINNC3403',
    severity: 'error',
    message: ({ board, fps, clockMhz, over, largest }) => {
      const wanted =
        fps === undefined ? 'no folding fits' : `no folding that makes ${whole(fps)} frames/s at ${clockMhz} MHz fits`;
      const needs = over.map(
        ({ resource, used, room, capacity }) =>
          `${whole(used)} ${resource} of ${whole(room)}${room < capacity ? ` allowed (the device has ${whole(capacity)})` : ''}`,
      );
      const where = largest.map(({ layer, used }) => `${whole(used)} in '${layer}'`).join(', ');
      return `${wanted} ${board}: the cheapest takes ${needs.join(', ')}; most ${over[0]?.resource ?? ''}: ${where}`;
    },
    help: ({ best }) =>
      best === undefined
        ? 'no folding of this network fits at any rate: choose a larger --board, raise --limit, or make the network smaller'
        : `the fastest that fits makes ${whole(best)} frames/s: take --fps ${whole(best)} or --max, or choose a larger --board`,
    explain:
      'The ways to fold the layers were compared, with FIFOs and width converters between them, by the laws of cost that the report names. None that is fast enough stays within what the device has, or within what --limit allows of it. Estimates have errors, which report/report.json states.',
  },
  notProven: {
    code: 'FINNC3404',
    severity: 'note',
    message: ({ layers }) =>
      `of the foldings of ${layers} layers that fit, too many are good in different ways to compare them all; the one taken may not be the cheapest`,
    help: () => 'a smaller --limit on one resource, or none, leaves fewer to compare',
    explain:
      'Where a resource is short, a folding that takes less of it at the price of another may be needed in the end, so the search keeps all that are not worse in everything. It keeps the best few thousand; here there were more.',
  },
  unpriced: {
    code: 'FINNC3405',
    severity: 'warning',
    message: ({ kinds }) =>
      `no estimate of ${kinds.map((kind) => `'${kind}'`).join(', ')}: what they take is left out where foldings are compared, and out of the limits`,
    help: () => 'add an answer for resources to the plugin that brings them; until then leave room by --limit',
    explain:
      'The cheapest folding is found by what each layer, FIFO and width converter is estimated to take. A kind that answers nothing gets the fewest lanes that keep up, and its resources are unknown, not zero.',
  },
  lostOutput: {
    code: 'FINNC4002',
    severity: 'error',
    message: ({ pass, output, shape }) => `pass '${pass}' lost ${output} of shape [${shape}]`,
    help: () => 'this is a bug in the pass: please report it with the model, or go on without the check by --no-check',
    explain: 'Passes may change how an output is computed, not which outputs there are.',
  },
  otherSize: {
    code: 'FINNC4003',
    severity: 'error',
    message: ({ pass, output, before, after }) =>
      `pass '${pass}' changed ${output} from shape [${before}] to [${after}]`,
    help: () => 'this is a bug in the pass: please report it with the model, or go on without the check by --no-check',
    explain: 'Passes may change how an output is computed, not its size.',
  },
  notEquivalent: {
    code: 'FINNC4001',
    severity: 'error',
    message: ({ pass, tensor, index, before, after, differing, total }) =>
      `pass '${pass}' changed the network: '${tensor}' at ${index} is ${after}, before it was ${before} (${differing} of ${total} values differ)`,
    help: () => 'this is a bug in the pass: please report it with the model, or go on without the check by --no-check',
    explain:
      'After each pass the graph is executed on sampled and given inputs and compared with the state before, without tolerance on integer codes.',
  },
  notANumber: {
    code: 'FINNC3109',
    severity: 'warning',
    message: ({ tensor, index, inputs, checked }) =>
      `the model gives NaN: '${tensor}' at ${index} is not a number, on ${inputs} of ${checked} checked inputs`,
    help: () =>
      'integers have no NaN, so the hardware gives some code instead: keep what the operation reads to numbers it is defined for, by a Relu or Clip before it',
    explain:
      'Square roots and logarithms of negative numbers, 0 / 0 and their like are NaN in the source model. A quantiser hands NaN on, where hardware has nothing but codes. On the inputs where that happens, tensors from the named one on are not compared with the source model.',
  },
  unknownPass: {
    code: 'FINNC3501',
    severity: 'error',
    message: ({ pass, suggestion }) =>
      `there is no pass '${pass}'${suggestion === undefined ? '' : `; did you mean '${suggestion}'?`}`,
    help: () => '`finnc list passes` prints them',
    explain: 'Passes are found by name among those of finnc and of the loaded plugins.',
  },
  badOption: {
    code: 'FINNC3502',
    severity: 'error',
    message: ({ pass, option, wants }) => `pass '${pass}': option '${option}' ${wants}`,
    help: ({ pass }) => `\`finnc list passes\` prints the options of '${pass}'`,
    explain: 'Options of a pass have a name and a type; required ones have to be given.',
  },
  badPipeline: {
    code: 'FINNC3503',
    severity: 'error',
    message: ({ text, position }) => `cannot read the pipeline '${text}' at character ${position + 1}`,
    help: () => "a pipeline is a list such as 'streamline,fold{target-cycles=20000}'",
    explain:
      'A pipeline is a list of pass names separated by commas, each with its options in braces: name{option=value}.',
  },
  unusedInput: {
    code: 'FINNC3105',
    severity: 'error',
    message: ({ input }) => `no layer reads input '${input}'`,
    help: () => 'take the input out of the model before export',
    explain:
      'Each input of the model becomes a stream into the accelerator. A stream that nobody reads would block its sender.',
  },
  outputWithoutLayer: {
    code: 'FINNC3106',
    severity: 'error',
    message: ({ output }) => `output '${output}' is computed by no layer: it is an input or a constant`,
    help: () => 'take the output out of the model before export',
    explain:
      'Each output of the model becomes a stream out of a layer. An input that is handed through, or a constant, needs no hardware.',
  },
  blockDiagonal: {
    code: 'FINNC3107',
    severity: 'note',
    message: ({ node, groups, zeros, products }) =>
      `'${node}' convolves in ${groups} groups and becomes one dense layer: ${zeros} of its ${products} weights are zeros`,
    help: () => 'as many groups as channels (depthwise), or one group, leave no zeros',
    explain:
      'Layers multiply all channels with all filters, or each channel with its own filters. A convolution in other groups is computed as a dense one whose weights are zero between groups; values are the same, and multipliers and weight memory are spent on the zeros.',
  },
  notInHardware: {
    code: 'FINNC3121',
    severity: 'error',
    message: ({ count, operations }) =>
      `${count} operation${count === 1 ? ' is' : 's are'} not in hardware: ${operations.join('; ')}`,
    help: () =>
      'quantise what they read, take them out of the model, or leave out --require-hardware to let the host run them',
    explain:
      'With --require-hardware the whole network has to become hardware. The named operations have no integer form, or lie in an integer region that real numbers cut off from the largest one.',
  },
  leftToHost: {
    code: 'FINNC3123',
    severity: 'note',
    message: ({ operations }) => `the graph is the hardware of a network, without ${operations.join(', ')}`,
    help: () => "'finnc build' writes what the host computes, too",
    explain:
      'partition-host lets a graph become its hardware region. A command that shows the graph alone shows that region only.',
  },
  noHardware: {
    code: 'FINNC3122',
    severity: 'error',
    message: ({ operations }) => `no part of the network can be hardware: ${operations.join('; ')}`,
    help: () =>
      'train it with quantised weights and activations (Brevitas), or add --allow-host to run all of it on the host',
    explain:
      'An accelerator needs at least one layer that computes on integers. With --allow-host such a network is accepted, and the host runs it with onnxruntime.',
  },
  paddedSigns: {
    code: 'FINNC3108',
    severity: 'note',
    message: ({ node, taken, why }) =>
      taken === 'two-bit'
        ? `'${node}' pads signs with zeros: one bit does not hold -1, 0 and +1, so its inputs take two, ${why}`
        : `'${node}' pads signs with zeros: -1 stands for them, and its thresholds or offsets differ at the border, ${why}`,
    help: ({ taken, remedy }) => paddingRemedies[remedy](taken),
    explain:
      'ONNX pads a convolution with real zeros, and signs have no code for zero. Either padded signs become ternary, two bits each, so that windows are twice as wide and products no XNOR gates; or -1 stands for 0, and what that adds to the sums of windows that reach beyond the image is taken out of the thresholds (or offsets) there, of which there is then a row for each class of positions (9 for a 3×3 window with one pixel around) with two counters that tell where a result stands. Both are exact. --sign-padding auto takes the one whose layers take the smaller part of the board, by the cost model of the build and at the chosen PE and SIMD; two-bit and border take one of them. A build whose steps or passes leave the choice out has two bits.',
  },
});
