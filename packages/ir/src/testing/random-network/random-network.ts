import type { Graph, Value } from '../../graph/graph.ts';
import { map, maxPool, mul, relu, reshape, topK } from '../../qnn/index.ts';
import { bipolar, float32, int, uint, type ScalarType } from '../../types/index.ts';
import type { Shape } from '../../tensor/index.ts';
import type { Choices } from './choices.ts';
import { concatenated, enlarged, shuffled, sliced, summed } from './joins.ts';
import {
  averaged,
  convolution,
  convolutionOfSigns,
  convolutionTransposed,
  curved,
  dense,
  flattened,
  maxPooled,
  normalised,
  quantise,
  rectified,
  scaled,
  truncated,
  turned,
  type Move,
} from './layers.ts';
import { Network } from './network.ts';

/** Moves by how often they are tried; those that do not apply are passed over. */
const moves: readonly Move[] = [
  quantise,
  quantise,
  quantise,
  convolution,
  convolution,
  convolution,
  convolution,
  convolutionOfSigns,
  dense,
  dense,
  dense,
  normalised,
  normalised,
  normalised,
  summed,
  summed,
  concatenated,
  sliced,
  enlarged,
  maxPooled,
  maxPooled,
  averaged,
  truncated,
  flattened,
  flattened,
  curved,
  rectified,
  scaled,
  turned,
  convolutionTransposed,
  shuffled,
  shuffled,
];

/**
 * A quantised network in the qnn stage with all that exporters write: forks and joins, residual sums, every kind of
 * quantiser, pools, grouped and dilated windows, one- and two-dimensional signals, functions before quantisers.
 *
 * Most compile; the rest must be refused by a diagnostic. Equal choices give the same graph.
 */
export function randomNetwork(choices: Choices): Graph {
  const net = new Network(choices);
  net.values.push(firstValue(net));
  for (let step = 0; step < 12 && (step === 0 || choices.happens(0.88)); step++) {
    const newest = net.values[0]!;
    const x = choices.happens(0.15) ? choices.one(net.values) : newest;
    const y = attempt(choices.one(moves), net, x);
    if (y) net.values.unshift(y);
  }
  finish(net, finalValue(net));
  return net.graph;
}

/** A move whose shapes turn out not to fit is no move. */
function attempt(move: Move, net: Network, x: Value): Value | undefined {
  try {
    return move(net, x);
  } catch (problem) {
    if (problem instanceof RangeError) return undefined;
    throw problem;
  }
}

function firstValue(net: Network): Value {
  const { choices } = net;
  const c = choices.from(1, 4);
  const shapes: readonly Shape[] = [
    [1, choices.from(2, 12)],
    [1, c, choices.from(3, 7), choices.from(3, 7)],
    [1, c, choices.from(3, 7), choices.from(3, 7)],
    [1, c, choices.from(4, 16)],
  ];
  const shape = choices.one(shapes);
  const elem: ScalarType = choices.one([float32, uint(8), int(8), int(4), bipolar, uint(1), float32]);
  const input = net.input(elem, shape);
  // Signals of one dimension are images of height 1, as the importer makes them.
  const x = shape.length === 3 ? net.add(reshape, { x: input }, { shape: [1, c, 1, shape[2]!] }, 1) : input;
  if (elem === float32) return quantise(net, x)!;
  const size = Math.max(1, 2 ** (elem.bits - 2));
  net.known(x, size);
  if (choices.happens(0.5)) return net.quantised(net.add(mul, { a: x, b: net.scalar(net.near(1 / size)) }, {}, 1));
  return net.quantised(x);
}

/** The newest value; behind a function mostly a quantiser, since without one it ends in floating point. */
function finalValue(net: Network): Value {
  const newest = net.values[0]!;
  const bends = [relu, map, maxPool].some((op) => newest.producer(op)) && !net.isQuantised(newest);
  const chance = bends ? 0.05 : 0.7;
  return net.choices.happens(chance) ? newest : quantise(net, newest)!;
}

/** A value, or its greatest channel, is an output; so are some of those that nobody reads. */
function finish({ graph, values, choices }: Network, scores: Value): void {
  const unread = values.filter((value) => value !== scores && value.uses.size === 0 && choices.happens(0.3));
  const selects = scores.type.shape.length === 2 && choices.happens(0.2);
  const outputs = [selects ? graph.add(topK, { x: scores }, { k: 1 }).result.indices : scores, ...unread];
  outputs.forEach((value, i) => {
    const { type } = value;
    const perm = type.shape.map((_, axis) => axis);
    graph.output(value, { name: `out${i}`, source: type, scale: [1], bias: [0], shape: type.shape, perm });
  });
  graph.sweep();
}
