import { bipolar, float32, int, randomSource, ternary, uint, type Graph, type ScalarType } from '@finnc/ir';
import { graphOf, product, rangeOf, select, thresholds, type Activation } from '../networks/layers.ts';

/** A graph of one or two layers where engines have their edges. */
export interface ExtremeLayer {
  readonly name: string;
  readonly make: () => Graph;
}

/** Longest list of weights of one sign that the table of lists goes to. */
const longestList = 600;

/**
 * Layers at the limits of what kernels count, add and compare: lists of every length, sums at the ends of their types,
 * counts that need more than 8 and more than 16 bits, all pairs of narrow and wide operands, steps that are equal or out
 * of reach, more classes than a byte counts.
 */
export function extremeLayers(): ExtremeLayer[] {
  return [
    { name: `bipolar lists of 0…${longestList}`, make: () => everyList(bipolar, uint(1)) },
    { name: `bipolar lists of 0…${longestList} on ±1`, make: () => everyList(bipolar, bipolar) },
    { name: `ternary lists of 0…${longestList}`, make: () => everyList(ternary, uint(2)) },
    { name: 'ternary lists with steps', make: () => everyList(ternary, uint(2), uint(2)) },
    { name: 'signs of bipolar lists', make: () => everyList(bipolar, bipolar, bipolar) },
    { name: 'bipolar sums of 20,000', make: () => longSums(bipolar, bipolar, 20_000) },
    { name: 'bipolar sums of 70,000', make: () => longSums(bipolar, uint(1), 70_000) },
    { name: 'accumulators to 2^31 − 128', make: () => longSums(int(8), uint(8), 65_792) },
    { name: 'accumulators beyond 32 bits', make: () => longSums(int(8), uint(16), 4000) },
    { name: 'accumulators to 2^50', make: () => longSums(int(16), uint(24), 1500) },
    ...operandPairs().map(({ x, w }) => ({ name: `${w.name} · ${x.name}`, make: () => widths(x, w) })),
    ...[uint(1), int(2), uint(8), int(8), uint(16), int(32), float32].map((elem) => ({
      name: `steps on ${elem.name}`,
      make: () => stepsOn(elem),
    })),
    { name: '1,000 classes', make: () => manyClasses(1000) },
  ];
}

/**
 * Rows with 0, 1, … weights of one sign, each four times: kernels that take four rows at a time meet lists of every
 * length, and those that take rows as they come do, too.
 */
function everyList(type: ScalarType, elem: ScalarType, outType?: ScalarType): Graph {
  const [columns, copies] = [longestList, 4];
  const rows = (longestList + 1) * copies;
  const weights = new Int32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const length = Math.floor(row / copies);
    // Places in an order that moves with the row.
    for (let i = 0; i < columns; i++)
      weights[row * columns + ((i * 7 + row) % columns)] = i < length ? 1 : type.kind === 'ternary' ? 0 : -1;
  }
  const activation = outType && spreadSteps(outType, rows, columns);
  return graphOf(elem, [1, columns], (graph, x) =>
    product(graph, x, { type, weights, rows, ...(activation ? { activation } : {}) }),
  );
}

/** Rows of the greatest and the least weights, and of both in turns: their sums reach the ends of the accumulator. */
function longSums(type: ScalarType, elem: ScalarType, columns: number): Graph {
  const [low, high] = rangeOf(type);
  const weights = new Int32Array(5 * columns);
  for (let i = 0; i < columns; i++) {
    weights[i] = high;
    weights[columns + i] = low;
    weights[2 * columns + i] = i % 2 === 0 ? high : low;
    weights[3 * columns + i] = i < columns / 2 ? high : low;
    weights[4 * columns + i] = i === columns - 1 ? low : high;
  }
  return graphOf(elem, [1, columns], (graph, x) => product(graph, x, { type, weights, rows: 5 }));
}

/** Types of inputs and weights that take different ways through the engines. */
function operandPairs(): { readonly x: ScalarType; readonly w: ScalarType }[] {
  const xs = [bipolar, uint(1), ternary, uint(2), int(2), uint(3), uint(4), int(4), uint(7), uint(8), int(8), int(16)];
  const ws = [bipolar, ternary, int(2), int(3), int(4), int(5), int(8)];
  return xs.flatMap((x) => ws.map((w) => ({ x, w })));
}

/** Two layers on three pixels, sizes that nothing divides; the ends of both types are frequent. */
function widths(elem: ScalarType, type: ScalarType): Graph {
  const random = randomSource(elem.bits * 64 + type.bits);
  const [columns, rows] = [37, 7];
  const drawn = (count: number): Int32Array => Int32Array.from({ length: count }, () => drawFrom(type, random));
  return graphOf(elem, [1, 3, 1, columns], (graph, x) => {
    const activation = spreadSteps(uint(2), rows, columns * rangeOf(elem)[1] * rangeOf(type)[1]);
    const hidden = product(graph, x, { type, weights: drawn(rows * columns), rows, activation });
    return product(graph, hidden, { type, weights: drawn(5 * rows), rows: 5 });
  });
}

function drawFrom(type: ScalarType, random: () => number): number {
  const [low, high] = rangeOf(type);
  if (type.kind === 'bipolar') return random() < 0.5 ? low : high;
  const at = random();
  return at < 0.25 ? low : at < 0.5 ? high : low + Math.floor(random() * (high - low + 1));
}

/** Steps in the middle of sums of a given reach, another distance apart in each row. */
function spreadSteps(outType: ScalarType, rows: number, reach: number): Activation {
  const steps = outType.kind === 'bipolar' ? 1 : 2 ** outType.bits - 1;
  const all = Float64Array.from({ length: rows * steps }, (_, i) => {
    const [row, step] = [Math.floor(i / steps), i % steps];
    return Math.round(((step - (steps - 1) / 2) * reach * ((row % 5) + 1)) / (10 * steps)) + (row % 3) - 1;
  });
  return { outType, thresholds: all, rows };
}

/** Rows of 255 steps: one apart, all equal, and out of reach on both sides. */
function stepsOn(elem: ScalarType): Graph {
  const [low, high] = elem.kind === 'float' ? [-1000, 1000] : rangeOf(elem);
  const steps = 255;
  const rows: readonly ((step: number) => number)[] = [
    (step) => low + Math.floor(((high - low + 1) * (step + 1)) / 256),
    () => low + Math.ceil((high - low) / 2),
    (step) => (step < 100 ? low - 5 : step < 200 ? high : high + 1),
    (step) => (step === 0 ? low + 1 : high + 3),
  ];
  const all = Float64Array.from({ length: rows.length * steps }, (_, i) => rows[Math.floor(i / steps)]!(i % steps));
  return graphOf(elem, [1, 5, rows.length], (graph, x) =>
    thresholds(graph, x, { outType: uint(8), thresholds: all, rows: rows.length }),
  );
}

/** A choice among more classes than a byte counts, with equal ones: the first of the greatest wins. */
function manyClasses(classes: number): Graph {
  const random = randomSource(classes);
  const weights = Int32Array.from({ length: classes * 9 }, () => (random() < 0.5 ? -1 : 1));
  return graphOf(bipolar, [1, 9], (graph, x) =>
    select(graph, product(graph, x, { type: bipolar, weights, rows: classes })),
  );
}
