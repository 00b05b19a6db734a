import type { Graph, HostOperation, Value } from '@finnc/ir';
import { movesOnly, operands } from './layouts.ts';

/**
 * Ports of a network that no layer has to do with: outputs that are a constant, or an input in whatever order, and inputs
 * that nothing reads. They are named as the model names them.
 */
export function handedThrough(graph: Graph): readonly HostOperation[] {
  const outputs = graph.outputs.flatMap((value, i): HostOperation[] => {
    const reason = reasonOf(graph, value);
    return reason === undefined ? [] : [{ node: graph.outputPorts[i]!.name, op: 'output', reason }];
  });
  const inputs = graph.inputs.flatMap((value, i): HostOperation[] => {
    const isRead = value.uses.size > 0 || graph.outputs.includes(value);
    return isRead ? [] : [{ node: graph.inputPorts[i]!.name, op: 'input', reason: 'nothing reads it' }];
  });
  return [...outputs, ...inputs];
}

function reasonOf(graph: Graph, value: Value): string | undefined {
  let source = value;
  for (let owner = source.owner; owner && movesOnly(owner.node); owner = source.owner)
    [source] = operands(owner.node) as [Value];
  if (source.owner) return undefined;
  const input = graph.inputPorts[graph.inputs.indexOf(source)];
  return input ? `it is the input '${input.name}', which no layer changes` : 'it is a constant';
}
