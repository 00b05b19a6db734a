import { defineDiagnostics } from '@finnc/ir';

export const importDiagnostics = defineDiagnostics<{
  unreadable: { file: string; problem: string; remedy: string };
  unsupportedOp: { opType: string; domain: string; node: string; instead: string };
  unsupportedUse: { opType: string; node: string; reason: string; remedy: string };
  dynamicShape: { input: string; shape: string; axis: number };
  noShape: { input: string };
  danglingInput: { node: string; tensor: string; later: string | undefined };
  missingOutput: { output: string };
  wrongAnnotation: { tensor: string; type: string };
  noQuantiser: { operators: number };
  modelFunction: { names: string };
  inputType: { input: string; type: string };
  writtenTwice: { tensor: string; node: string };
  noOutputs: { nodes: number };
  hugeInteger: { tensor: string; node: string };
  inputSize: { input: string; shape: string; reason: string };
  hardwareLevel: { layers: number; kinds: string };
  partition: { files: string };
  recurrent: { opType: string; node: string };
  controlFlow: { opType: string; node: string };
  minifloats: { quantisers: number; formats: string };
}>({
  unreadable: {
    code: 'FINNC2001',
    severity: 'error',
    message: ({ file, problem }) => `cannot read '${file}' as an ONNX model: ${problem}`,
    help: ({ remedy }) => remedy,
    explain:
      'The file is not an ONNX model, or it is damaged. finnc reads ONNX protobuf files, also packed with gzip, with external data beside them. Files that are often mistaken for one (PyTorch checkpoints, Git LFS pointers, web pages) are recognised and named.',
  },
  unsupportedOp: {
    code: 'FINNC2101',
    severity: 'error',
    message: ({ opType, domain, node }) =>
      `operator '${opType}'${domain === '' ? '' : ` of domain '${domain}'`} (node '${node}') is not supported`,
    help: ({ instead }) => instead,
    explain:
      'The network holds an operator that has no meaning in finnc. `finnc list ops` prints those that have one. A plugin can add an operator with defineImporter.',
  },
  unsupportedUse: {
    code: 'FINNC2102',
    severity: 'error',
    message: ({ opType, node, reason }) => `${opType} node '${node}' ${reason}`,
    help: ({ remedy }) => remedy,
    explain: 'The operator is known, but not with these attributes, shapes or types.',
  },
  dynamicShape: {
    code: 'FINNC2103',
    severity: 'error',
    message: ({ input, shape, axis }) => `input '${input}' has the dynamic shape [${shape}]: axis ${axis} has no size`,
    help: () => 'export with a fixed input shape; only a dynamic batch (axis 0) is fixed by finnc, to 1',
    explain:
      'Hardware is built for one size of input. A symbolic batch axis becomes 1; every other axis needs a number.',
  },
  noShape: {
    code: 'FINNC2104',
    severity: 'error',
    message: ({ input }) => `input '${input}' has no shape`,
    help: () => 'export the model with an example input, so that its shape is written to the file',
    explain:
      'Every size of the hardware follows from the shape of the input, so the file has to state it. Exporters write it when they are given an example input.',
  },
  danglingInput: {
    code: 'FINNC2105',
    severity: 'error',
    message: ({ node, tensor, later }) =>
      `node '${node}' reads '${tensor}', which ${later === undefined ? 'nothing computes' : `only the later node '${later}' computes`}`,
    help: () => 'the model is broken: check it with onnx.checker.check_model, and export it again',
    explain:
      'A tensor is read that is no input, no initializer and no output of an earlier node: ONNX wants nodes in the order in which they can run. Tools that edit a model by hand sometimes leave such a name behind, or a cycle.',
  },
  missingOutput: {
    code: 'FINNC2106',
    severity: 'error',
    message: ({ output }) => `output '${output}' is computed by no node`,
    help: () => 'the model is broken: check it with onnx.checker.check_model, and export it again',
    explain: 'The model lists an output that no node computes.',
  },
  wrongAnnotation: {
    code: 'FINNC2107',
    severity: 'warning',
    message: ({ tensor, type }) =>
      `the annotation of '${tensor}' names the type '${type}', which is unknown; it is ignored`,
    help: () => 'QONNX types are INT1 to INT64, UINT1 to UINT64, BIPOLAR, BINARY, TERNARY, FIXED<w,i> and FLOAT32',
    explain:
      'FINN and QONNX write the value set of a tensor as an annotation with the key finn_datatype. An unknown name says nothing, so the tensor counts as float32.',
  },
  noQuantiser: {
    code: 'FINNC2201',
    severity: 'error',
    message: ({ operators }) => `the model has ${operators} operators and no quantiser: it computes in floating point`,
    help: () =>
      'quantise it before export: with Brevitas, replace nn.Linear, nn.Conv2d and the activations by QuantLinear, QuantConv2d and QuantIdentity, train, and call brevitas.export.export_qonnx; or add --allow-host to run all of it on the host',
    explain:
      'finnc builds integer hardware. Weights and activations need quantisers (QONNX Quant or BipolarQuant, FINN MultiThreshold) that say which integers they become.',
  },
  modelFunction: {
    code: 'FINNC2108',
    severity: 'error',
    message: ({ names }) => `the model defines functions of its own: ${names}`,
    help: () => 'inline them before: onnx.inliner.inline_local_functions(model)',
    explain:
      'ONNX models can define operators of their own as functions. finnc reads plain graphs, in which such functions are written out.',
  },
  inputType: {
    code: 'FINNC2109',
    severity: 'error',
    message: ({ input, type }) => `input '${input}' holds ${type} values`,
    help: () => 'export the model with an input of float32 or of integers of at most 32 bits',
    explain:
      'Inputs are numbers that a quantiser can read: floats, or integers of at most 32 bits. Strings, complex numbers, 8-bit floats and containers are none of these.',
  },
  writtenTwice: {
    code: 'FINNC2110',
    severity: 'error',
    message: ({ tensor, node }) => `node '${node}' computes '${tensor}', which has a value already`,
    help: () => 'the model is broken: check it with onnx.checker.check_model, and export it again',
    explain:
      'Every name of an ONNX graph stands for one tensor. Where two nodes write the same one, or a node writes an input or an initializer, readers could mean either.',
  },
  noOutputs: {
    code: 'FINNC2111',
    severity: 'error',
    message: ({ nodes }) => `the model has ${nodes} nodes and no outputs, so it computes nothing`,
    help: () => 'the model is broken: check it with onnx.checker.check_model, and export it again',
    explain: 'What does not lead to an output is not built, and this model lists none.',
  },
  hugeInteger: {
    code: 'FINNC2112',
    severity: 'error',
    message: ({ tensor, node }) => `node '${node}' reads '${tensor}', which holds an integer beyond ±2^53`,
    help: () => 'no size, weight or threshold is that large; look for an overflow in the script that made the model',
    explain:
      'finnc keeps constants in doubles, which hold integers up to 2^53 exactly, and never rounds one in silence.',
  },
  inputSize: {
    code: 'FINNC2113',
    severity: 'error',
    message: ({ input, shape, reason }) => `input '${input}' has the shape [${shape}], ${reason}`,
    help: () => 'export the model with the shape of one real input, a batch of 1 in front',
    explain:
      'An input is a tensor with at least one axis and of a size that fits memory; a frame streams through the accelerator element by element.',
  },
  hardwareLevel: {
    code: 'FINNC2114',
    severity: 'error',
    message: ({ layers, kinds }) =>
      `the model holds ${layers} layers of FINN's hardware (${kinds}): FINN has lowered and folded it already`,
    help: () =>
      'build the model as it was before: the export (brevitas.export.export_qonnx), or what FINN saved after step_tidy_up or step_streamline',
    explain:
      'FINN writes its intermediate models as ONNX, too. After its step_convert_to_hw the operators are layers of its own library, with thresholds, foldings and files of the machine that made them; the network they came from is in an earlier file of the same build.',
  },
  partition: {
    code: 'FINNC2115',
    severity: 'error',
    message: ({ files }) => `the model is a frame around parts that are models in files of their own: ${files}`,
    help: () =>
      'build one of these files, or the model as it was before FINN split it (step_create_dataflow_partition)',
    explain:
      'A GenericPartition or StreamingDataflowPartition stands for a whole model in another file. finnc reads one model from one file and splits it between hardware and host by itself.',
  },
  recurrent: {
    code: 'FINNC2116',
    severity: 'error',
    message: ({ opType, node }) =>
      `operator '${opType}' (node '${node}') is a recurrent layer: each step needs the state that the step before has left`,
    help: () =>
      'use convolutions over time (brevitas.nn.QuantConv1d, with dilation for a long memory), or build the part before or behind the recurrent layer as a model of its own',
    explain:
      'The layers of an accelerator stream a frame from one to the next and keep nothing between frames. A recurrent layer feeds its result back, and its quantisers act on the state inside of the loop; nothing here has that meaning.',
  },
  controlFlow: {
    code: 'FINNC2117',
    severity: 'error',
    message: ({ opType, node }) => `operator '${opType}' (node '${node}') decides at run time what is computed`,
    help: () =>
      'export by tracing with a fixed input shape, so that branches and loops are unrolled (torch.onnx.export without torch.jit.script); onnxsim removes those that depend on shapes only',
    explain:
      'Hardware computes the same for every frame. Branches and loops of ONNX hold graphs of their own; exporters write them where a model was scripted, or where its code asks for sizes.',
  },
  minifloats: {
    code: 'FINNC2202',
    severity: 'error',
    message: ({ quantisers, formats }) =>
      `all quantisers of the model (${quantisers}) give minifloats (${formats}), none gives integers`,
    help: () =>
      'train with integer quantisers (brevitas.quant.Int8WeightPerTensorFloat, Int8ActPerTensorFloat, or narrower ones); or add --allow-host to run all of it on the host',
    explain:
      'A minifloat has a sign, an exponent and a mantissa: its steps double from binade to binade, so no scale turns its values into integers of few bits. finnc reads and runs such models (QONNX FloatQuant), but builds hardware of integers only.',
  },
});
