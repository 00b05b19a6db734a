import { qnn, sizeOf, type Graph, type Node, type PassContext } from '@finnc/ir';
import { passDiagnostics } from '../diagnostics.ts';
import { convForm } from './convolution.ts';

/** What a user should know of how convolutions are about to be computed: products with zeros, and signs that get a 0. */
export function reportConvolutions(graph: Graph, cx: PassContext): void {
  for (const node of graph.order()) {
    if (node.op.name !== qnn.conv.name) continue;
    const conv = node as unknown as Node<typeof qnn.conv>;
    const name = node.origin.at(-1) ?? node.name;
    const place = { layer: node.name, nodes: node.origin };
    if (convForm(conv) === 'block-diagonal') {
      const groups = conv.attrs.group;
      const products = sizeOf(conv.operand.w.type.shape) * groups;
      cx.report(
        passDiagnostics.blockDiagonal({ node: name, groups, zeros: products - products / groups, products }, place),
      );
    }
    const isPadded = conv.attrs.pads.some((pad) => pad > 0);
    if (isPadded && conv.operand.x.type.elem.kind === 'bipolar')
      cx.report(passDiagnostics.paddedSigns({ node: name }, place));
  }
}
