import type { Importer } from '@finnc/ir';

/** For operators people meet most often: the nearest thing that works today. */
const alternatives: Readonly<Record<string, string>> = {
  QuantizeLinear: 'export QONNX instead of QCDQ: brevitas.export.export_qonnx(model, args, path)',
  DequantizeLinear: 'export QONNX instead of QCDQ: brevitas.export.export_qonnx(model, args, path)',
  Softmax: 'end the network at the logits: argmax of logits and of probabilities agree',
  LSTM: 'use convolutions over time; recurrent layers are not supported',
  GRU: 'use convolutions over time; recurrent layers are not supported',
  QuantLSTMCell: 'use convolutions over time; recurrent layers are not supported',
  Concat: 'use a network without concatenation; joining streams comes later',
  FloatQuant: 'use an integer quantiser: minifloats have no integer form',
  Resize: 'use a network without upsampling; it comes later',
  ConvTranspose: 'use a network without transposed convolution; it comes later',
};

/** What to do instead of an unsupported operator. */
export function nearest(opType: string, importers: ReadonlyMap<string, Importer>): string {
  const known = Object.hasOwn(alternatives, opType) ? alternatives[opType] : undefined;
  if (known !== undefined) return known;
  const names = [...new Set([...importers.values()].map((importer) => importer.opType))];
  const sameIgnoringCase = names.find((name) => name.toLowerCase() === opType.toLowerCase());
  if (sameIgnoringCase !== undefined) return `did you mean '${sameIgnoringCase}'?`;
  return `supported operators: ${names.sort().join(', ')}; a plugin can add one with defineImporter`;
}
