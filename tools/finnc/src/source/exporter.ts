import { qonnxDomains, type OnnxModel } from '@finnc/frontend';

/** Who wrote a file, and in which of the field's languages. */
export interface Origin {
  /** `Brevitas, by PyTorch 2.15.0 (TorchScript)`. */
  readonly exporter: string;
  readonly dialect: Dialect;
  /** Whether the file can be traced back to Brevitas modules, so that remedies may speak of them. */
  readonly brevitas: boolean;
}

export type Dialect =
  | 'QONNX'
  | 'QCDQ'
  | 'FINN-ONNX'
  | 'QONNX, channels-last'
  | 'QONNX, lowered'
  | 'FINN-ONNX, lowered'
  | 'FINN, hardware level'
  | 'ONNX without quantisers';

/** As the producer, the operators and the metadata of a file tell. */
export function originOf(model: OnnxModel): Origin {
  const brevitas = isBrevitas(model);
  return { exporter: exporterOf(model, brevitas), dialect: dialectOf(model), brevitas };
}

/** The most specific language that any node speaks: one lowered convolution makes a lowered graph. */
function dialectOf({ graph }: OnnxModel): Dialect {
  const ops = new Set(graph.nodes.map(({ opType }) => opType));
  const domains = new Set(graph.nodes.map(({ domain }) => domain));
  if ([...domains].some((domain) => domain.startsWith('finn.custom_op.fpgadataflow'))) return 'FINN, hardware level';
  const lowered = ops.has('Im2Col') || ops.has('XnorPopcountMatMul');
  if (ops.has('MultiThreshold')) return lowered ? 'FINN-ONNX, lowered' : 'FINN-ONNX';
  const quant = [...ops].some((op) => /^(Quant|IntQuant|BipolarQuant|FloatQuant|Trunc|QuantLSTMCell)$/.test(op));
  if (quant && domains.has('qonnx.custom_op.channels_last')) return 'QONNX, channels-last';
  if (quant) return lowered ? 'QONNX, lowered' : 'QONNX';
  return ops.has('QuantizeLinear') || ops.has('DequantizeLinear') ? 'QCDQ' : 'ONNX without quantisers';
}

/** Brevitas leaves its proxies in names of nodes and tensors; of PyTorch's exporters only its own writes QONNX. */
function isBrevitas({ graph, opsets, producer }: OnnxModel): boolean {
  if (opsets.has('onnx.brevitas')) return true;
  const isQonnx = graph.nodes.some(({ domain }) => (qonnxDomains as readonly string[]).includes(domain));
  if (producer.name === 'pytorch' && isQonnx) return true;
  return graph.nodes.some(
    ({ name, domain, metadata, inputs }) =>
      domain === 'onnx.brevitas' ||
      /(act|weight|bias)_quant\/export_handler/.test(name) ||
      inputs.some((input) => input.includes('export_handler')) ||
      (metadata?.get('namespace') ?? '').includes('brevitas.'),
  );
}

function exporterOf({ producer, graph }: OnnxModel, brevitas: boolean): string {
  const { name, version } = producer;
  const written = `${name} ${version}`.trim();
  if (name === 'pytorch') {
    const how = graph.nodes.some(({ metadata }) => metadata?.has('pkg.torch.onnx.name_scopes')) ? ' (dynamo)' : '';
    const by = `PyTorch ${version}${how}`;
    return brevitas ? `Brevitas, by ${by}` : by;
  }
  if (name === 'tf2onnx') {
    const quantised = graph.nodes.some(({ opType }) => /^(Quant|BipolarQuant|Ternary)/.test(opType));
    return quantised ? `QKeras by qonnx, by ${written}` : written;
  }
  return written === '' ? 'unknown (the file names no producer)' : written;
}
