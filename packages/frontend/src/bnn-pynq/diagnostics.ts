import { defineDiagnostics } from '@finnc/ir';

/** What can be wrong with a folder of BNN-PYNQ parameters; codes FINNC24xx. */
export const parameterDiagnostics = defineDiagnostics<{
  noDescription: { files: number };
  badDefine: { layer: number; name: string; problem: string };
  sizesDisagree: { layer: number; reason: string };
  unsupportedPrecision: { layer: number; name: string; value: number; wants: string };
  missingParameters: { file: string; others: number };
  wrongLength: { file: string; found: number; wanted: number; others: number };
  shortFile: { file: string; found: number; wanted: number; rows: number };
  strayFile: { file: string; reason: string };
  classCount: { names: number; rows: number; missing: boolean };
  thresholdRange: { file: string; value: string; bits: number };
  unusedThresholds: { layer: number; files: number };
}>({
  noDescription: {
    code: 'FINNC2401',
    severity: 'error',
    message: ({ files }) => `there are ${files} parameter files, but no config.h that says what they hold`,
    help: () =>
      "put the network's config.h (bnn/src/network/<network>/hw/config.h in BNN-PYNQ) into the folder or beside it",
    explain:
      'Parameter files of BNN-PYNQ hold bare words. Sizes, PE and SIMD of the layers, by which the words are to be read, stand in the #defines of the config.h that the accelerator was synthesised with.',
  },
  badDefine: {
    code: 'FINNC2402',
    severity: 'error',
    message: ({ layer, name, problem }) => `config.h, layer ${layer}: L${layer}_${name} ${problem}`,
    help: () => "take the config.h of the network's own sources, unchanged",
    explain:
      'Each layer i is described by #define Li_PE, Li_SIMD and either Li_MW and Li_MH (fully connected) or Li_K, Li_IFM_CH, Li_IFM_DIM, Li_OFM_CH and Li_OFM_DIM (convolution), all whole numbers above 0. Layers are numbered from 0 without gaps.',
  },
  sizesDisagree: {
    code: 'FINNC2403',
    severity: 'error',
    message: ({ layer, reason }) => `config.h, layer ${layer}: ${reason}`,
    help: () => 'check whether the config.h is that of this network',
    explain:
      'The sizes in config.h determine each other: PE divides the rows of a layer and SIMD its columns, WMEM = rows · columns / (PE · SIMD), TMEM = rows / PE, a convolution without padding shrinks an image by K − 1, and what a layer gives the next one takes, directly or after a max-pool over non-overlapping windows.',
  },
  unsupportedPrecision: {
    code: 'FINNC2404',
    severity: 'error',
    message: ({ layer, name, value, wants }) => `config.h, layer ${layer}: L${layer}_${name} is ${value}, not ${wants}`,
    help: () => 'export the network as QONNX, which says what its numbers mean',
    explain:
      'The overlays of BNN-PYNQ have weights and activations of one bit (±1) or two bits (−1, 0, 1) without fraction bits. Files of other widths are not defined anywhere.',
  },
  missingParameters: {
    code: 'FINNC2405',
    severity: 'error',
    message: ({ file, others }) => `'${file}' is missing${others > 0 ? `, and ${others} more of its layer` : ''}`,
    help: () =>
      'copy the folder again, and check whether the config.h is that of this network: it says how many PEs a layer has',
    explain:
      'Layer i has one <i>-<pe>-weights.bin for each of its Li_PE processing elements, and one <i>-<pe>-thres.bin unless it is the last layer of a convolutional network, which gives its accumulators.',
  },
  wrongLength: {
    code: 'FINNC2406',
    severity: 'error',
    message: ({ file, found, wanted, others }) =>
      `'${file}' has ${found} bytes; by config.h it has ${wanted}${others > 0 ? ` (${others} more files of its layer are wrong, too)` : ''}`,
    help: () => 'copy the file again, and check whether the config.h is that of this network',
    explain:
      'A weight file holds Li_WMEM words of 64 bits, a threshold file Li_TMEM · Li_API. Only files of the last layer may be shorter, where the missing words belong to rows beyond the classes: the loader leaves zeros there.',
  },
  shortFile: {
    code: 'FINNC2407',
    severity: 'warning',
    message: ({ file, found, wanted, rows }) =>
      `'${file}' ends after ${found} of ${wanted} words; only the first ${rows} rows of the last layer are known`,
    help: () => 'nothing is lost if these are all the classes; else copy the file again',
    explain:
      'Some parameter sets of BNN-PYNQ leave out the rows that pad the last layer to 64. The classes all lie in the rows that are there.',
  },
  strayFile: {
    code: 'FINNC2408',
    severity: 'error',
    message: ({ file, reason }) => `'${file}' belongs to no layer of config.h: ${reason}`,
    help: () => 'check whether the config.h is that of this network',
    explain:
      'A file for a layer or a processing element that config.h does not have shows that the two are of different networks, or of different foldings of one.',
  },
  classCount: {
    code: 'FINNC2409',
    severity: 'error',
    message: ({ names, rows, missing }) =>
      missing
        ? `classes.txt names ${names} classes, but the files hold ${rows} rows of the last layer`
        : `classes.txt names ${names} classes, but the last layer has ${rows} rows`,
    help: () => 'take the classes.txt of this parameter set, one class a line',
    explain:
      'Row i of the last layer stands for line i of classes.txt; further rows only pad the output to whole words, so there must be at least as many rows as classes.',
  },
  thresholdRange: {
    code: 'FINNC2410',
    severity: 'error',
    message: ({ file, value, bits }) => `'${file}' has a threshold ${value}, which does not fit ${bits} bits`,
    help: () => 'copy the file again, and check whether the config.h is that of this network',
    explain:
      'The accelerator keeps thresholds as ap_int<16>, and those of a first convolution as ap_fixed<24,16>. A wider value would be cut, so the file is damaged or of something else.',
  },
  unusedThresholds: {
    code: 'FINNC2411',
    severity: 'note',
    message: ({ layer, files }) =>
      `the ${files} threshold files of layer ${layer} are not used: the last layer of a convolutional network gives its accumulators`,
    help: () => 'nothing is to be done',
    explain:
      'Older parameter sets have thresholds for the last layer, but the accelerator passes its accumulators through and the host takes the greatest.',
  },
});
