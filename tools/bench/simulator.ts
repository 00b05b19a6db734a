/**
 * Frames a second of the simulator on random networks of published shapes, one core.
 *
 * node --import tsx --conditions=@finnc/source tools/bench/simulator.ts [seconds per figure]
 */
import { plainSimulator, simulatorPlugin } from '@finnc/backend-simulator';
import {
  bipolar,
  constantValue,
  Graph,
  int,
  randomSource,
  Registry,
  tensor,
  tensorType,
  uint,
  type ScalarType,
  type Tensor,
  type Value,
} from '@finnc/ir';
import { labelSelect, layers, maxPool, mvau, slidingWindow, thresholding } from '@finnc/layers';

const registry = new Registry([simulatorPlugin, layers]);
const random = randomSource(1);
const noConstant = constantValue(tensor(int(8), [0], []));

/** A dense layer with random weights; `steps` thresholds spread over the likely sums, or none for the scores. */
function dense(graph: Graph, x: Value, mh: number, w: ScalarType, out: ScalarType, steps: number, size: number): Value {
  const mw = x.type.shape.at(-1)!;
  const weight = (): number => (w.kind === 'bipolar' ? (random() < 0.5 ? -1 : 1) : Math.floor(random() * 3) - 1);
  const spread = size * Math.sqrt(mw);
  const thresholds = Float64Array.from({ length: mh * steps }, (_, i) =>
    Math.round(((i % steps) - (steps - 1) / 2) * spread + random() * spread),
  );
  return graph.add(
    mvau,
    {
      x,
      weights: constantValue(tensor(w, [mh, mw], Float64Array.from({ length: mh * mw }, weight))),
      thresholds: constantValue(tensor(int(32), [mh, steps], thresholds)),
      offsets: noConstant,
    },
    {
      outType: out,
      outBias: out.kind === 'bipolar' ? -1 : 0,
      accType: int(32),
      pe: 1,
      simd: 1,
      ramStyle: 'auto',
      resType: 'auto',
    },
  ).result.y;
}

function start(shape: readonly number[], elem: ScalarType): { readonly graph: Graph; readonly x: Value } {
  const graph = new Graph();
  const type = tensorType(elem, shape);
  return { graph, x: graph.input(type, { name: 'x', source: type, perm: shape.map((_, i) => i) }) };
}

function finish(graph: Graph, scores: Value): Graph {
  const { y } = graph.add(labelSelect, { x: scores }, { k: 1, pe: 1 }).result;
  graph.output(y, {
    name: 'y',
    source: y.type,
    scale: [1],
    bias: [0],
    shape: y.type.shape,
    perm: y.type.shape.map((_, i) => i),
  });
  return graph;
}

function fullyConnected(width: number, w: ScalarType, act: ScalarType, steps: number): Graph {
  const { graph, x } = start([1, 784], uint(8));
  const thresholds = constantValue(
    tensor(
      int(32),
      [1, steps],
      Float64Array.from({ length: steps }, (_, i) => Math.round(((i + 1) * 255) / (steps + 1))),
    ),
  );
  let value: Value = graph.add(
    thresholding,
    { x, thresholds },
    { outType: act, outBias: act.kind === 'bipolar' ? -1 : 0, pe: 1 },
  ).result.y;
  for (let layer = 0; layer < 3; layer++) value = dense(graph, value, width, w, act, steps, 1);
  return finish(graph, dense(graph, value, 10, w, int(16), 0, 1));
}

function convolutional(w: ScalarType, act: ScalarType, steps: number): Graph {
  const { graph, x } = start([1, 32, 32, 3], uint(8));
  const conv = (value: Value, channels: number, size: number): Value => {
    const windows = graph.add(
      slidingWindow,
      { x: value },
      { kernel: [3, 3], strides: [1, 1], dilations: [1, 1], simd: 1 },
    ).result.y;
    return dense(graph, windows, channels, w, act, steps, size);
  };
  const pool = (value: Value): Value =>
    graph.add(maxPool, { x: value }, { kernel: [2, 2], strides: [2, 2], pe: value.type.shape[3]! }).result.y;
  let value = conv(conv(x, 64, 128), 64, 1);
  value = pool(value);
  value = pool(conv(conv(value, 128, 1), 128, 1));
  value = conv(conv(value, 256, 1), 256, 1);
  value = dense(graph, dense(graph, value, 512, w, act, steps, 1), 512, w, act, steps, 1);
  return finish(graph, dense(graph, value, 10, w, int(16), 0, 1));
}

/** CPU time of the process, ms: other work on the machine does not count. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Frames a second of one core: the best of the rounds that fit into `seconds`. */
function rate(graph: Graph, batch: number, seconds: number): number {
  const [input] = graph.inputs;
  const size = input!.type.shape.reduce((product, n) => product * n, 1);
  const frames = Array.from({ length: batch }, (): Tensor[] => [
    { type: input!.type, data: Int32Array.from({ length: size }, () => Math.floor(random() * 256)) },
  ]);
  const simulated = plainSimulator(graph, registry);
  const rounds = batch === 1 ? 16 : 1;
  const end = performance.now() + 1000 * seconds;
  let best = Infinity;
  do {
    const from = cpuMs();
    for (let round = 0; round < rounds; round++) simulated.runBatch(frames);
    best = Math.min(best, (cpuMs() - from) / (rounds * batch));
  } while (performance.now() < end);
  return 1000 / best;
}

const seconds = Number(process.argv[2] ?? 2);
const only = process.argv[3] ?? '';
const networks: readonly (readonly [string, () => Graph, number])[] = [
  ['TFC w1a1', () => fullyConnected(64, bipolar, bipolar, 1), 1024],
  ['SFC w1a1', () => fullyConnected(256, bipolar, bipolar, 1), 1024],
  ['LFC w1a1', () => fullyConnected(1024, bipolar, bipolar, 1), 512],
  ['LFC w1a2', () => fullyConnected(1024, bipolar, uint(2), 3), 64],
  ['TFC w2a2', () => fullyConnected(64, int(2), uint(2), 3), 256],
  ['CNV w1a1', () => convolutional(bipolar, bipolar, 1), 64],
  ['CNV w1a2', () => convolutional(bipolar, uint(2), 3), 8],
  ['CNV w2a2', () => convolutional(int(2), uint(2), 3), 4],
];
for (const [name, make, batch] of networks.filter(([name]) => name.startsWith(only))) {
  const graph = make();
  const [single, many] = [rate(graph, 1, seconds / 2), rate(graph, batch, seconds)];
  console.log(
    `${name}  ${many.toFixed(0).padStart(7)} frames/s in batches of ${batch}, ${single.toFixed(0)} one by one`,
  );
}
