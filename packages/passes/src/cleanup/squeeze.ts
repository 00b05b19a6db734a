import {
  defineRule,
  isNode,
  qnn,
  type Node,
  type OpDef,
  type Rewriter,
  type Rule,
  type Shape,
  type Value,
} from '@finnc/ir';

/**
 * The axes of `wide` that the axes of `narrow` are, if the two differ in axes of size 1 only; undefined otherwise.
 * Axes are matched from the left, so that a row `[N, C, L]` is the image `[N, C, 1, L]`.
 */
function axesIn(narrow: Shape, wide: Shape): readonly number[] | undefined {
  const axes: number[] = [];
  for (const [axis, size] of wide.entries()) {
    if (size === narrow[axes.length]) axes.push(axis);
    else if (size !== 1) return undefined;
  }
  return axes.length === narrow.length && wide.length > narrow.length ? axes : undefined;
}

/** A reshape that drops axes of size 1: what it squeezes, and the axis there of each of its own. */
function squeezed(value: Value): { readonly x: Value; readonly axes: readonly number[] } | undefined {
  const x = value.producer(qnn.reshape)?.operand.x;
  const axes = x && axesIn(value.type.shape, x.type.shape);
  return axes && { x, axes };
}

/** The source tensor's axes stay where they were, so a meaning moves to the axes they have become. */
function carryMeaning(from: Value, to: Value, axes: readonly number[]): void {
  to.name = from.name;
  if (from.meaning && !from.meaning.perm) to.meaning = { ...from.meaning, axis: axes[from.meaning.axis] ?? 0 };
}

/** x with axes of size 1 put in, so that its own become `axes` of `rank`. */
function unsqueezed(rw: Rewriter, x: Value, axes: readonly number[], rank: number): Value {
  const shape = Array.from({ length: rank }, (_, axis) => x.type.shape[axes.indexOf(axis)] ?? 1);
  return rw.create(qnn.reshape, { x }, { shape }).result.y;
}

/** f(squeeze(a), b) = squeeze(f(a, unsqueeze(b))) where f works element by element, or along an axis that it names. */
function sinkBelow(op: OpDef): Rule {
  const moving = Object.keys(op.operands).filter((key) => op.operands[key]?.constant !== true);
  return defineRule({
    name: `sink-squeeze-below-${op.name.replace('qnn.', '').replaceAll('_', '-')}`,
    root: op,
    benefit: 4,
    rewrite(node: Node, rw) {
      const inner = moving.map((key) => squeezed(node.operand[key]!));
      const first = inner.find((found) => found !== undefined);
      if (!first) return undefined;
      const { axes } = first;
      const rank = first.x.type.shape.length;
      const operand: Record<string, Value> = { ...node.operand };
      moving.forEach((key, i) => {
        const found = inner[i];
        const isAlike = found?.axes.join() === axes.join() && found.x.type.shape.length === rank;
        operand[key] = isAlike ? found.x : unsqueezed(rw, node.operand[key]!, axes, rank);
      });
      const { axis } = node.attrs as { readonly axis?: number };
      const attrs = axis === undefined ? node.attrs : { ...node.attrs, axis: axes[axis]! };
      const made = rw.create(op, operand, attrs);
      const [from, to] = [node, made].map(({ result }) => (result as { readonly y: Value }).y) as [Value, Value];
      carryMeaning(from, to, axes);
      return rw.replace(node, { y: rw.create(qnn.reshape, { x: to }, { shape: from.type.shape }).result.y });
    },
  });
}

/** thresholds(x) = squeeze(thresholds(unsqueeze(x))) where a reader wants more axes: so that all in between has them. */
const liftUnsqueeze = defineRule({
  name: 'lift-unsqueeze-above-thresholds',
  root: qnn.multiThreshold,
  benefit: 4,
  rewrite(node, rw) {
    const { x, thresholds } = node.operand;
    const { shape } = node.result.y.type;
    const wanted = [...node.result.y.uses]
      .map((use) => use.node)
      .filter((reader) => isNode(reader, qnn.reshape))
      .map((reader) => reader.attrs.shape);
    const wide = wanted.find((to) => axesIn(shape, to) !== undefined);
    if (!wide) return undefined;
    const axes = axesIn(shape, wide)!;
    const image = rw.create(qnn.reshape, { x }, { shape: wide }).result.y;
    const attrs = { ...node.attrs, axis: axes[node.attrs.axis]! };
    const { y } = rw.create(qnn.multiThreshold, { x: image, thresholds }, attrs).result;
    carryMeaning(node.result.y, y, axes);
    return rw.replace(node, { y: rw.create(qnn.reshape, { x: y }, { shape }).result.y });
  },
});

/** Axes of size 1 that windows over rows need stay between layers instead of coming and going. */
export const squeezeRules: readonly Rule[] = [
  ...[qnn.multiThreshold, qnn.requantise, qnn.flip, qnn.sum, qnn.concat, qnn.slice].map(sinkBelow),
  liftUnsqueeze,
];

/** transpose(unsqueeze(x)) = unsqueeze(transpose(x)) at an input, where the host transposes first and reshapes after. */
const turnBelowUnsqueeze = defineRule({
  name: 'turn-input-before-unsqueeze',
  root: qnn.transpose,
  benefit: 2,
  rewrite(node, rw) {
    const x = node.operand.x.producer(qnn.reshape)?.operand.x;
    if (!x || (x.owner && !x.producer(qnn.transpose))) return undefined;
    const axes = axesIn(x.type.shape, node.operand.x.type.shape);
    if (!axes) return undefined;
    const perm = node.attrs.perm.flatMap((axis) => (axes.includes(axis) ? [axes.indexOf(axis)] : []));
    const turned = rw.create(qnn.transpose, { x }, { perm }).result.y;
    return rw.replace(node, {
      y: rw.create(qnn.reshape, { x: turned }, { shape: node.result.y.type.shape }).result.y,
    });
  },
});

/**
 * squeeze(transpose(x)) = transpose(squeeze(x)) at an output, where the host reshapes first and transposes after, and
 * before another transposition, which it may undo.
 */
const turnAfterSqueeze = defineRule({
  name: 'turn-output-after-squeeze',
  root: qnn.reshape,
  benefit: 2,
  rewrite(node, rw) {
    const turned = node.operand.x.producer(qnn.transpose);
    const isTurnedOn = [...node.result.y.uses].every((use) => use.node.op.name === qnn.transpose.name);
    if (!turned || !isTurnedOn) return undefined;
    const axes = axesIn(node.attrs.shape, turned.result.y.type.shape);
    if (!axes) return undefined;
    const { x } = turned.operand;
    // Axis i of the result is axis kept[i] of x.
    const kept = axes.map((axis) => turned.attrs.perm[axis]!);
    const order = [...kept].sort((a, b) => a - b);
    const shape = order.map((axis) => x.type.shape[axis]!);
    const row = rw.create(qnn.reshape, { x }, { shape }).result.y;
    return rw.replace(node, {
      y: rw.create(qnn.transpose, { x: row }, { perm: kept.map((axis) => order.indexOf(axis)) }).result.y,
    });
  },
});

/** What brings transpositions of rows to the edge of the graph. */
export const turnRowRules: readonly Rule[] = [turnBelowUnsqueeze, turnAfterSqueeze];
