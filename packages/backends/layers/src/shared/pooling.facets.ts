import type { FacetImplementation, Node, OpDef, TensorType } from '@finnc/ir';
import { folding, operationCounts, streams } from '@finnc/ir/hw';
import { noOperations } from './answers.ts';
import { poolCycles, type PoolSizes } from './pooling.ts';
import { streamOf } from './stream.ts';

type PoolNode<Op extends OpDef> = Node<Op> & {
  readonly operand: { readonly x: { readonly type: TensorType } };
  readonly result: { readonly y: { readonly type: TensorType } };
  readonly attrs: { readonly pe: number };
};

/** What all pools answer alike: streams of `pe` channels, the folding of `pe`, and that they do not multiply. */
export const poolFacets = <Op extends OpDef>(
  op: Op,
  sizesOf: (node: Node<Op>) => PoolSizes,
  of: string,
): readonly FacetImplementation[] => [
  streams.for(op, (node) => {
    const { operand, result, attrs } = node as PoolNode<Op>;
    return {
      inputs: { x: streamOf(operand.x.type, attrs.pe) },
      outputs: { y: streamOf(result.y.type, attrs.pe) },
    };
  }),
  folding.for(op, (node) => {
    const sizes = sizesOf(node);
    return {
      dimensions: [{ key: 'pe', name: 'PE', size: sizes.channels, value: sizes.pe, of }],
      cycles: (values) => poolCycles({ ...sizes, pe: values['pe'] ?? sizes.pe }),
    };
  }),
  operationCounts.for(op, () => noOperations),
];
