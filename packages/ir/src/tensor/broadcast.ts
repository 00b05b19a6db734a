import { offsets, stridesOf, type Shape } from './shape.ts';

/** The numpy broadcast of two shapes, or undefined if they do not fit. */
export function broadcastShape(a: Shape, b: Shape): number[] | undefined {
  const rank = Math.max(a.length, b.length);
  const result: number[] = [];
  for (let i = 0; i < rank; i++) {
    const m = a[i - rank + a.length] ?? 1;
    const n = b[i - rank + b.length] ?? 1;
    if (m !== n && m !== 1 && n !== 1) return undefined;
    result.push(m === 1 ? n : m);
  }
  return result;
}

/** Whether `shape` broadcasts to `target` without enlarging it. */
export function broadcastsTo(shape: Shape, target: Shape): boolean {
  const joint = broadcastShape(shape, target);
  return joint !== undefined && joint.length === target.length && joint.every((size, i) => size === target[i]);
}

/** For each element of `target` in row-major order, the offset of the element of `shape` it meets. */
export function broadcastOffsets(shape: Shape, target: Shape): Int32Array {
  const strides = stridesOf(shape);
  const lead = target.length - shape.length;
  return offsets(
    target,
    target.map((_, axis) => (axis < lead || shape[axis - lead] === 1 ? 0 : (strides[axis - lead] ?? 0))),
  );
}
