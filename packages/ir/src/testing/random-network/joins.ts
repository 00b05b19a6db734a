import type { Value } from '../../graph/graph.ts';
import { add, concat, depthToSpace, slice, sub, upsample } from '../../qnn/index.ts';
import { sameShape, sizeOf, type Shape } from '../../tensor/index.ts';
import { kept, type Move } from './layers.ts';
import type { Network } from './network.ts';
import { quantiser } from './quantisers.ts';

/** Another value that fits, or the value itself, which then is read twice. */
function partner(net: Network, x: Value, fits: (other: Value) => boolean): Value {
  const others = net.values.filter((other) => other !== x && fits(other));
  return net.choices.one([...others.slice(0, 3), x]);
}

/** A residual sum: mostly both sides come from one quantiser, as FINN's users have learnt; else whatever scales they have. */
export const summed: Move = (net, x) => {
  const other = partner(net, x, ({ type }) => sameShape(type.shape, x.type.shape));
  const { choices } = net;
  const size = Math.max(net.sizeOf(x), net.sizeOf(other));
  const shared = choices.happens(0.6) ? quantiser(net, x.type.shape, size) : undefined;
  const [a, b] = shared ? [shared(x), shared(other)] : [x, other];
  return net.add(choices.one([add, add, add, sub]), { a, b }, {}, size * 1.4);
};

/** Channels of two values behind each other; mostly both come from one quantiser. */
export const concatenated: Move = (net, x) => {
  const outside = ({ type }: Value): Shape => type.shape.filter((_, axis) => axis !== 1);
  const other = partner(net, x, (value) => sameShape(outside(value), outside(x)));
  const size = Math.max(net.sizeOf(x), net.sizeOf(other));
  const shared = net.choices.happens(0.6) ? quantiser(net, net.along(-1, x.type.shape), size) : undefined;
  const [a, b] = shared ? [shared(x), shared(other)] : [x, other];
  const y = net.add(concat, { a, b }, { axis: 1 }, size);
  return net.isQuantised(a) && net.isQuantised(b) ? net.quantised(y) : y;
};

/** A part of one axis. */
export const sliced: Move = (net, x) => {
  const { choices } = net;
  const axis = choices.from(1, x.type.shape.length - 1);
  const size = x.type.shape[axis]!;
  const start = choices.from(0, size - 1);
  const end = choices.from(start + 1, size);
  const step = choices.happens(0.2) ? 2 : 1;
  return kept(net, x, net.add(slice, { x }, { axis, start, end, step }, net.sizeOf(x)));
};

/** Nearest neighbours, as super-resolution and segmentation networks enlarge. */
export const enlarged: Move = (net, x) => {
  if (x.type.shape.length !== 4 || sizeOf(x.type.shape) > 200) return undefined;
  const factors = [net.choices.from(1, 2), net.choices.from(1, 2)];
  return kept(net, x, net.add(upsample, { x }, { factors, layout: 'nchw' }, net.sizeOf(x)));
};

/** Channels become pixels, as super-resolution networks end. */
export const shuffled: Move = (net, x) => {
  const [, channels = 1, ...size] = x.type.shape;
  if (size.length !== 2 || channels % 4 !== 0) return undefined;
  const attrs = { block: 2, mode: net.choices.one(['dcr', 'crd'] as const), layout: 'nchw' as const };
  return kept(net, x, net.add(depthToSpace, { x }, attrs, net.sizeOf(x)));
};
