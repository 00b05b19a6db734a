import { qnn, sizeOf, type Graph, type Node, type PassContext } from '@finnc/ir';
import { passDiagnostics } from '../diagnostics.ts';
import { convForm } from './convolution.ts';

/** What a user should know of how convolutions are about to be computed: how many of their products are with zeros. */
export function reportConvolutions(graph: Graph, cx: PassContext): void {
  for (const node of graph.order()) {
    if (node.op.name !== qnn.conv.name) continue;
    const conv = node as unknown as Node<typeof qnn.conv>;
    if (convForm(conv) !== 'block-diagonal') continue;
    const groups = conv.attrs.group;
    const products = sizeOf(conv.operand.w.type.shape) * groups;
    const about = { node: node.origin.at(-1) ?? node.name, groups, zeros: products - products / groups, products };
    cx.report(passDiagnostics.blockDiagonal(about, { layer: node.name, nodes: node.origin }));
  }
}
