import type { Value } from '../../graph/graph.ts';
import { add, sub } from '../../qnn/index.ts';
import { sameShape } from '../../tensor/index.ts';
import type { Move } from './layers.ts';
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
