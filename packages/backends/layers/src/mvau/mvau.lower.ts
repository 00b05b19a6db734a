import {
  constantValue,
  defineRule,
  isInteger,
  qnn,
  tensor,
  uint,
  type ConstantValue,
  type Node,
  type OpDef,
  type Rule,
  type Tensor,
  type Value,
} from '@finnc/ir';
import { joinTypes, notIntegers, soleReader } from '../shared/lowering.ts';
import { integerActivation, type IntegerActivation, type Unfit } from '../thresholding/integer-activation.ts';
import { mvau } from './mvau.ts';

type Product = Node<typeof qnn.matMul>;
type Activation = Node<typeof qnn.multiThreshold>;
type Offset = Node<typeof qnn.offset>;

/** Nothing in place of thresholds or offsets. */
const none = (shape: readonly number[]): ConstantValue => constantValue(tensor(uint(1), shape, new Int8Array(0)));
const unfolded = { pe: 1, simd: 1, ramStyle: 'auto', resType: 'auto' } as const;

const isA = <Op extends OpDef>(op: Op, node: Node | undefined): node is Node & Node<Op> => node?.op.name === op.name;

/** Why a product cannot be a matrix-vector unit, or undefined. */
function unfitProduct({ operand: { a, b }, attrs }: Product): string | undefined {
  if (!b.constant) return 'its second operand is not a constant';
  if (b.type.shape.length !== 2) return 'its second operand is not a matrix';
  if (!isInteger(attrs.outType)) return `its result is ${attrs.outType.name}, not an integer type`;
  return notIntegers('its input', a) ?? notIntegers('its matrix', b);
}

/** Weights as a layer holds them: [MH, MW], a row a neuron, in the array type they came in. */
function weightsOf({ operand: { b } }: Product): ConstantValue {
  const { type, data } = b.constant as Tensor;
  const [depth = 1, columns = 1] = type.shape;
  return constantValue(tensor(type.elem, [columns, depth], qnn.permuteData(data, type.shape, [1, 0])), b.name);
}

/** A product, the activation that becomes part of it, and the nodes they were. */
interface Join {
  readonly product: Product;
  readonly activation: IntegerActivation;
  readonly nodes: readonly Node[];
}

/** The product that an activation can join: it alone reads it, through an offset that it alone reads. */
function joinable(node: Activation): Join | Unfit | undefined {
  const { x } = node.operand;
  const moved = x.producer(qnn.offset);
  const product = (moved?.operand.x ?? x).producer(qnn.matMul);
  if (!product) return undefined;
  if (soleReader(x) !== node || (moved && soleReader(moved.operand.x) !== moved)) {
    return { unfit: 'others read the accumulators, too' };
  }
  const activation = integerActivation(node);
  if ('unfit' in activation) return activation;
  const unfit = unfitProduct(product);
  return unfit === undefined
    ? { product, activation, nodes: moved ? [product, moved, node] : [product, node] }
    : { unfit };
}

const joins = (value: Value): boolean => {
  const reader = soleReader(value);
  if (!isA(qnn.multiThreshold, reader)) return false;
  const plan = joinable(reader);
  return plan !== undefined && 'product' in plan;
};

/** multi_threshold(mat_mul), or with an offset between them → one hw.mvau; offsets move into the thresholds. */
export const activationToMvau = defineRule({
  name: 'mat-mul-multi-threshold-to-mvau',
  root: qnn.multiThreshold,
  benefit: 2,
  rewrite(node, rw) {
    const plan = joinable(node);
    if (!plan) return undefined;
    if ('unfit' in plan) return rw.skip(plan.unfit);
    const { product, activation, nodes } = plan;
    const { thresholds, outBias } = activation;
    const layer = rw.create(
      mvau,
      {
        x: product.operand.a,
        weights: weightsOf(product),
        thresholds: constantValue(thresholds),
        offsets: none([0]),
      },
      { ...unfolded, outType: node.attrs.outType, outBias, accType: product.attrs.outType },
      { origin: originOf(...nodes) },
    );
    return rw.replace(node, { y: layer.result.y });
  },
});

/** offset(mat_mul) → hw.mvau whose accumulators start at the offsets. */
export const offsetToMvau = defineRule({
  name: 'mat-mul-offset-to-mvau',
  root: qnn.offset,
  rewrite(node, rw) {
    const product = node.operand.x.producer(qnn.matMul);
    if (!product || joins(node.result.y)) return undefined;
    if (soleReader(node.operand.x) !== node) return rw.skip('others read the accumulators, too');
    const { offsets } = node.operand;
    const unfit = unfitProduct(product) ?? notIntegers('its offsets', offsets);
    if (unfit !== undefined) return rw.skip(unfit);
    const { outType } = node.attrs;
    if (!isInteger(outType)) return rw.skip(`its result is ${outType.name}, not an integer type`);
    const layer = rw.create(
      mvau,
      { x: product.operand.a, weights: weightsOf(product), thresholds: none([1, 0]), offsets },
      // Both the sum and the moved sum fit, in whichever order hardware adds.
      { ...unfolded, outType, outBias: 0, accType: joinTypes(product.attrs.outType, outType) },
      { origin: originOf(product, node) },
    );
    return rw.replace(node, { y: layer.result.y });
  },
});

/** mat_mul by a constant matrix → hw.mvau without activation, unless what reads it joins it. */
export const matMulToMvau = defineRule({
  name: 'mat-mul-to-mvau',
  root: qnn.matMul,
  rewrite(node, rw) {
    const reader = soleReader(node.result.y);
    if (joins(node.result.y) || (isA(qnn.offset, reader) && offsetJoins(reader))) return undefined;
    const unfit = unfitProduct(node);
    if (unfit !== undefined) return rw.skip(unfit);
    const { outType } = node.attrs;
    const layer = rw.create(
      mvau,
      { x: node.operand.a, weights: weightsOf(node), thresholds: none([1, 0]), offsets: none([0]) },
      { ...unfolded, outType, outBias: 0, accType: outType },
    );
    return rw.replace(node, { y: layer.result.y });
  },
});

const offsetJoins = (node: Offset): boolean =>
  joins(node.result.y) || (isInteger(node.attrs.outType) && isInteger(node.operand.offsets.type.elem));

const originOf = (...nodes: readonly Node[]): readonly string[] => [...new Set(nodes.flatMap(({ origin }) => origin))];

export const mvauLowerings: readonly Rule[] = [activationToMvau, offsetToMvau, matMulToMvau];
