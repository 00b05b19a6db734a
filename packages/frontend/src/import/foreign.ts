import type { Diagnostic, Importer } from '@finnc/ir';
import type { OnnxModel, OnnxNode } from '../onnx/index.ts';
import { importDiagnostics } from './diagnostics.ts';

/** FINN's own layers, in their HLS and RTL variants too. */
const hardwareDomain = /^finn\.custom_op\.fpgadataflow(\.|$)/;
const partitions: ReadonlySet<string> = new Set(['GenericPartition', 'StreamingDataflowPartition']);
const recurrent: ReadonlySet<string> = new Set(['LSTM', 'GRU', 'RNN', 'QuantLSTMCell', 'QuantRNNCell']);
const control: ReadonlySet<string> = new Set(['If', 'Loop', 'Scan']);

/** Why a model is no network any more but what a tool has made of one, or undefined. */
export function notANetwork(model: OnnxModel, importers: ReadonlyMap<string, Importer>): Diagnostic | undefined {
  const unknown = model.graph.nodes.filter(({ domain, opType }) => !importers.has(`${domain}::${opType}`));
  const files = unknown
    .filter(({ opType }) => partitions.has(opType))
    .map(({ attributes }) => {
      const file = attributes.get('model');
      return file?.type === 'string' && file.value !== '' ? `'${file.value}'` : 'a file it does not name';
    });
  if (files.length > 0) return importDiagnostics.partition({ files: files.join(', ') });
  const layers = unknown.filter(({ domain }) => hardwareDomain.test(domain)).map(({ opType }) => opType);
  if (layers.length === 0) return undefined;
  return importDiagnostics.hardwareLevel({ layers: layers.length, kinds: [...new Set(layers)].sort().join(', ') });
}

/** An operator of a kind that no handler will ever read, told by its nature; undefined for any other. */
export function foreignOperator({ opType }: OnnxNode, node: string): Diagnostic | undefined {
  const place = { nodes: [node] };
  if (recurrent.has(opType)) return importDiagnostics.recurrent({ opType, node }, place);
  if (control.has(opType)) return importDiagnostics.controlFlow({ opType, node }, place);
  return undefined;
}
