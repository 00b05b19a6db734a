import {
  constantValue,
  defineRule,
  isInteger,
  isNode,
  joinTypes,
  qnn,
  tensor,
  uint,
  type ConstantValue,
  type Node,
  type OpDef,
  type Rewriter,
  type Rule,
  type ScalarType,
  type Value,
} from '@finnc/ir';
import { integerActivation, type IntegerActivation, type Unfit } from '../thresholding/integer-activation.ts';
import { notIntegers, soleReader } from './lowering.ts';

type Activation = Node<typeof qnn.multiThreshold>;
type Offset = Node<typeof qnn.offset>;

/** An op that accumulates products into result `y` of type `outType`. */
type ProductOp = typeof qnn.matMul | typeof qnn.depthwiseProduct;

/** What a layer of products with an activation needs besides the product itself. */
export interface AfterProduct {
  readonly thresholds: ConstantValue;
  readonly offsets: ConstantValue;
  readonly outType: ScalarType;
  readonly outBias: number;
  readonly accType: ScalarType;
}

/** How one product op becomes one layer. */
export interface ProductLowering<Op extends ProductOp> {
  readonly op: Op;
  /** Names in the rules, for instance `mat-mul` and `mvau`. */
  readonly from: string;
  readonly to: string;
  /** Why this product cannot be the layer, or undefined. */
  unfit(product: Node<Op>): string | undefined;
  layer(rw: Rewriter, product: Node<Op>, after: AfterProduct, origin: readonly string[]): Value;
}

/** Nothing in place of thresholds or offsets. */
const none = (shape: readonly number[]): ConstantValue => constantValue(tensor(uint(1), shape, new Int8Array(0)));

const originOf = (...nodes: readonly Node[]): readonly string[] => [...new Set(nodes.flatMap(({ origin }) => origin))];

/** A product, the activation that becomes part of it, and the nodes they were. */
interface Join {
  readonly product: Node;
  readonly activation: IntegerActivation;
  readonly nodes: readonly Node[];
}

/**
 * The rules that make a layer of a product: with the activation that alone reads it, perhaps through an offset, which
 * moves into the thresholds; with an offset only, from which accumulators then start; and on its own.
 */
export function productLowerings<Op extends ProductOp>(
  lowering: ProductLowering<Op>,
): readonly [withActivation: Rule, withOffset: Rule, alone: Rule] {
  const { op, from, to } = lowering;
  const unfitOf = (product: Node): string | undefined => lowering.unfit(product as unknown as Node<Op>);
  const layer = (rw: Rewriter, product: Node, after: AfterProduct, ...nodes: readonly Node[]): Value =>
    lowering.layer(rw, product as unknown as Node<Op>, after, originOf(product, ...nodes));
  const accumulator = (product: Node): ScalarType => (product.attrs as { readonly outType: ScalarType }).outType;

  const joinable = (node: Activation): Join | Unfit | undefined => {
    const { x } = node.operand;
    const moved = x.producer(qnn.offset);
    const product = (moved?.operand.x ?? x).owner?.node;
    if (!isNode<OpDef>(product, op)) return undefined;
    if (soleReader(x) !== node || (moved && soleReader(moved.operand.x) !== moved)) {
      return { unfit: 'others read the accumulators, too' };
    }
    const activation = integerActivation(node);
    if ('unfit' in activation) return activation;
    const unfit = unfitOf(product);
    return unfit === undefined ? { product, activation, nodes: moved ? [moved, node] : [node] } : { unfit };
  };
  const joins = (value: Value): boolean => {
    const reader = soleReader(value);
    if (!isNode(reader, qnn.multiThreshold)) return false;
    const plan = joinable(reader);
    return plan !== undefined && 'product' in plan;
  };
  const offsetJoins = (node: Offset): boolean =>
    joins(node.result.y) || (isInteger(node.attrs.outType) && isInteger(node.operand.offsets.type.elem));

  const withActivation = defineRule({
    name: `${from}-multi-threshold-to-${to}`,
    root: qnn.multiThreshold,
    benefit: 2,
    rewrite(node, rw) {
      const plan = joinable(node);
      if (!plan) return undefined;
      if ('unfit' in plan) return rw.skip(plan.unfit);
      const { product, activation, nodes } = plan;
      const after = {
        thresholds: constantValue(activation.thresholds),
        offsets: none([0]),
        outType: node.attrs.outType,
        outBias: activation.outBias,
        accType: accumulator(product),
      };
      return rw.replace(node, { y: layer(rw, product, after, ...nodes) });
    },
  });

  const withOffset = defineRule({
    name: `${from}-offset-to-${to}`,
    root: qnn.offset,
    rewrite(node, rw) {
      const product = node.operand.x.owner?.node;
      if (!isNode<OpDef>(product, op) || joins(node.result.y)) return undefined;
      if (soleReader(node.operand.x) !== node) return rw.skip('others read the accumulators, too');
      const { offsets } = node.operand;
      const unfit = unfitOf(product) ?? notIntegers('its offsets', offsets);
      if (unfit !== undefined) return rw.skip(unfit);
      const { outType } = node.attrs;
      if (!isInteger(outType)) return rw.skip(`its result is ${outType.name}, not an integer type`);
      // Both the sum and the moved sum fit, in whichever order hardware adds.
      const accType = joinTypes(accumulator(product), outType);
      const after = { thresholds: none([1, 0]), offsets, outType, outBias: 0, accType };
      return rw.replace(node, { y: layer(rw, product, after, node) });
    },
  });

  const alone = defineRule({
    name: `${from}-to-${to}`,
    root: op,
    rewrite(node: Node, rw) {
      const value = (node.result as { readonly y: Value }).y;
      const reader = soleReader(value);
      if (joins(value) || (isNode(reader, qnn.offset) && offsetJoins(reader))) return undefined;
      const unfit = unfitOf(node);
      if (unfit !== undefined) return rw.skip(unfit);
      const outType = accumulator(node);
      const after = { thresholds: none([1, 0]), offsets: none([0]), outType, outBias: 0, accType: outType };
      return rw.replace(node, { y: layer(rw, node, after) });
    },
  });
  return [withActivation, withOffset, alone];
}
