import { defineDiagnostics } from '@finnc/ir';

const didYouMean = (suggestion: string | undefined, otherwise: string): string =>
  suggestion === undefined ? otherwise : `did you mean '${suggestion}'?`;

/** What can be wrong with a build configuration, a folder in FINN's form, or a folding file. */
export const configProblems = defineDiagnostics({
  syntax: {
    code: 'FINNC5101',
    severity: 'error',
    explain: 'A file named .json must be strict JSON; any other is read as YAML 1.2. A key may appear once.',
    message: ({ language, reason }: { language: string; reason: string }) => `this is not valid ${language}: ${reason}`,
    help: () => 'correct the file at this place',
  },
  notAMapping: {
    code: 'FINNC5102',
    severity: 'error',
    explain: 'The top level of the file is not a mapping.',
    message: ({ what, found }: { what: string; found: string }) =>
      `a ${what} is a mapping of keys to values; this is ${found}`,
    help: ({ what }) =>
      what === 'folding file'
        ? 'begin with {"Defaults": {}, "MVAU_0": {"PE": 1, "SIMD": 1}}'
        : 'begin with a key, such as board',
  },
  unknownKey: {
    code: 'FINNC5103',
    severity: 'error',
    explain:
      'Keys are those of the published schema, or those of FINN and FINN+. Others are refused, since a misspelt key would silently have no effect.',
    message: ({ key }: { key: string; suggestion: string | undefined }) =>
      `unknown key '${key}': neither finnc nor FINN has it`,
    help: ({ suggestion }) => didYouMean(suggestion, 'remove it; the schema finnc/schema/build.json lists every key'),
  },
  badValue: {
    code: 'FINNC5104',
    severity: 'error',
    explain: 'The value has the wrong type or is out of range.',
    message: ({
      key,
      expects,
      found,
    }: {
      key: string;
      expects: string;
      found: string;
      suggestion?: string | undefined;
    }) => `'${key}' must be ${expects}; found ${found}`,
    help: ({ suggestion }) => didYouMean(suggestion, 'change the value'),
  },
  unusedKeys: {
    code: 'FINNC5105',
    severity: 'note',
    explain:
      'These keys are part of the configuration of FINN or FINN+ and steer what finnc does not do, or does in one way only.',
    message: ({ keys }: { keys: readonly string[] }) => `known to FINN and without effect in finnc: ${keys.join(', ')}`,
    help: () => 'keep them for builds with FINN, or leave them out',
  },
  givenTwice: {
    code: 'FINNC5106',
    severity: 'error',
    explain:
      "A key of ours and its counterpart of FINN's are both given, for example clockMhz and synth_clk_period_ns.",
    message: ({ first, second }: { first: string; second: string }) =>
      `'${first}' and '${second}' say the same thing twice`,
    help: ({ second }) => `remove '${second}'`,
  },
  unknownStep: {
    code: 'FINNC5107',
    severity: 'error',
    explain: "Steps are named by finnc's names or by those of FINN, FINN+ and FINN v1.",
    message: ({ step }: { step: string; suggestion: string | undefined; known: string }) =>
      `there is no step '${step}'`,
    help: ({ suggestion, known }) => didYouMean(suggestion, `steps are ${known}; FINN's step_* names work too`),
  },
  vendorSteps: {
    code: 'FINNC5108',
    severity: 'note',
    explain:
      "Synthesis, bitfiles, drivers and packaging need the vendor's tools, which finnc does not run; it ends with HLS C++ and its Tcl.",
    message: ({ steps }: { steps: readonly string[] }) =>
      `accepted and skipped, since they run the vendor's tools or have no counterpart here: ${steps.join(', ')}`,
    help: () => "for synthesis, run hls/run_hls.tcl of the output folder with the vendor's tools",
  },
  stepOrder: {
    code: 'FINNC5109',
    severity: 'error',
    explain: 'Steps always run in one order, which finnc --help lists.',
    message: ({ start, stop }: { start: string; stop: string }) =>
      `the start step '${start}' comes after the stop step '${stop}'`,
    help: () => 'exchange them, or leave one out',
  },
  unusedOutputs: {
    code: 'FINNC5110',
    severity: 'note',
    explain:
      "estimate_reports becomes the report, stitched_ip the HLS C++, rtlsim_performance the simulator. Bitfiles, drivers and packages need the vendor's tools.",
    message: ({ outputs }: { outputs: readonly string[] }) =>
      `outputs that need the vendor's tools are not made: ${outputs.join(', ')}`,
    help: () => "for synthesis, run hls/run_hls.tcl of the output folder with the vendor's tools",
  },
  folderIncomplete: {
    code: 'FINNC5111',
    severity: 'error',
    explain: "A folder given to 'finnc build' is read in FINN's form.",
    message: ({ missing, found }: { missing: string; found: readonly string[] }) =>
      `the folder has no ${missing}; it has ${found.length === 0 ? 'no files' : found.join(', ')}`,
    help: () => "FINN's form is model.onnx, dataflow_build_config.json and, if wanted, folding_config.json",
  },
  folderIsOutput: {
    code: 'FINNC5112',
    severity: 'error',
    explain: 'finnc.json marks what a build wrote.',
    message: ({ marker }: { marker: string }) =>
      `this folder is the output of a finnc build (it has ${marker}), not the input of one`,
    help: () => "give the ONNX file, or a folder in FINN's form; 'finnc run' takes build folders",
  },
  noStepsLeft: {
    code: 'FINNC5113',
    severity: 'error',
    explain: "Only steps of the vendor's tools are named, or the first or last step has no counterpart here.",
    message: ({ key }: { key: string }) => `'${key}' names no step that finnc has, so there is nothing to do`,
    help: () => 'name at least one of our steps, or remove the key',
  },
  duplicateLayer: {
    code: 'FINNC5121',
    severity: 'error',
    explain:
      'FINN counts MVAU_hls and MVAU_rtl separately; finnc has one kind of each layer and one count. Renumber the layers in the order of the graph.',
    message: ({ first, second, layer }: { first: string; second: string; layer: string }) =>
      `'${first}' and '${second}' both mean layer ${layer}`,
    help: ({ layer }) =>
      `keep one of them; finnc counts ${layer.replace(/_\d+$/, '')} layers without regard to _hls and _rtl`,
  },
  badLayerName: {
    code: 'FINNC5122',
    severity: 'error',
    explain:
      'A key of a folding file is Defaults, or a layer type, an underscore and a number, counted from 0 in the order of the graph.',
    message: ({ name }: { name: string }) => `'${name}' is not the name of a layer`,
    help: () => 'a layer is named by its type and number: MVAU_0, MVAU_hls_0, Thresholding_rtl_1',
  },
  unknownAttribute: {
    code: 'FINNC5123',
    severity: 'error',
    explain: 'The attribute is none that FINN or FINN+ reads from folding files.',
    message: ({ layer, attribute }: { layer: string; attribute: string; suggestion: string | undefined }) =>
      `${layer} has unknown attribute '${attribute}'`,
    help: ({ suggestion }) =>
      didYouMean(suggestion, 'the folding attributes are PE, SIMD, ram_style, resType, …; remove this one'),
  },
  badAttribute: {
    code: 'FINNC5124',
    severity: 'error',
    explain:
      'The attribute has the wrong type or is out of range. Whether PE and SIMD divide the layer is checked later, against the model.',
    message: ({
      layer,
      attribute,
      expects,
      found,
    }: {
      layer: string;
      attribute: string;
      expects: string;
      found: string;
    }) => `${layer}: '${attribute}' must be ${expects}; found ${found}`,
    help: () => 'change the value',
  },
  unusedAttributes: {
    code: 'FINNC5125',
    severity: 'note',
    explain: 'These attributes steer implementation choices of FINN that finnc does not have, or makes itself.',
    message: ({ attributes }: { attributes: readonly string[] }) =>
      `folding attributes known to FINN and without effect in finnc: ${attributes.join(', ')}`,
    help: () => 'keep them for builds with FINN, or leave them out',
  },
  badLayerValue: {
    code: 'FINNC5126',
    severity: 'error',
    explain: 'Each layer of a folding file maps attributes to values.',
    message: ({ layer, found }: { layer: string; found: string }) =>
      `${layer} must be a mapping of attributes; found ${found}`,
    help: () => 'write {"PE": 1, "SIMD": 1}',
  },
});
