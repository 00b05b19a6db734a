import type { HostOperation } from '@finnc/ir';
import type { Estimate } from '@finnc/ir/hw';
import { sumEstimates, type Totals } from './fit.ts';
import { decimal, duration, grouped, percent } from './numbers.ts';
import type { ReportLayer, ReportModel } from './model.ts';

export type Style = 'heading' | 'dim' | 'bottleneck' | 'good' | 'bad';
/** Adds colour to a piece of text; it must not change how wide the text shows. */
export type Paint = (style: Style, text: string) => string;
const plain: Paint = (_style, text) => text;

/** One row of the table; a figure that is not known shows as `?`, one that does not apply as nothing. */
interface Row {
  readonly label: string;
  readonly dimensions: ReadonlyMap<string, number>;
  readonly cycles: string;
  readonly estimate: Totals | undefined;
  readonly style?: Style;
  readonly mark?: string;
}

/**
 * The report for people: a line a layer, totals, then bottleneck, rate, latency, clock and fit.
 *
 * Plumbing is one line a kind, since a design has a FIFO between any two layers; report.json lists each.
 */
export function reportTable(model: ReportModel, paint: Paint = plain): string {
  const rows = [...model.layers.filter(({ plumbing }) => !plumbing).map((layer) => layerRow(layer, model))];
  rows.push(...plumbingRows(model.layers), totalRow(model));
  const { heading, body } = align(model, rows);
  const rule = paint('dim', '-'.repeat(heading.length));
  const lines = body.map((text, i) => {
    const { style, mark = '' } = rows[i] ?? {};
    return style ? paint(style, text + mark) : text;
  });
  const total = lines.pop() ?? '';
  return `${[paint('heading', heading), rule, ...lines, rule, total, '', ...summary(model, paint)].join('\n')}\n`;
}

function layerRow({ name, dimensions, cycles, estimate }: ReportLayer, { bottleneck }: ReportModel): Row {
  return {
    label: name,
    dimensions: new Map(dimensions.map((dimension) => [dimension.name, dimension.value])),
    cycles: count(cycles),
    estimate,
    ...(name === bottleneck?.name && { style: 'bottleneck', mark: '  <- bottleneck' }),
  };
}

function plumbingRows(layers: readonly ReportLayer[]): Row[] {
  const kinds = new Map<string, ReportLayer[]>();
  for (const layer of layers) {
    if (layer.plumbing) kinds.set(layer.kind, [...(kinds.get(layer.kind) ?? []), layer]);
  }
  return [...kinds].map(([kind, members]) => {
    const estimates = members.flatMap(({ estimate }) => estimate ?? []);
    return {
      label: `${members.length} x ${kind}`,
      dimensions: new Map(),
      cycles: '',
      estimate: estimates.length === members.length ? sumEstimates(estimates) : undefined,
    };
  });
}

const totalRow = ({ totals }: ReportModel): Row => ({
  label: 'Total',
  dimensions: new Map(),
  cycles: '',
  estimate: totals,
  style: 'heading',
});

/** The rows as text: the first column to the left, numbers to the right, each column as wide as it needs. */
function align({ totals }: ReportModel, rows: readonly Row[]): { heading: string; body: string[] } {
  const dimensions = [...new Set(['PE', 'SIMD', ...rows.flatMap((row) => [...row.dimensions.keys()])])];
  const resources = (['lut', 'bram18', 'uram', 'dsp'] as const).filter((key) => key !== 'uram' || totals.uram > 0);
  const heading = ['Layer', ...dimensions, 'Cycles', ...resources.map((key) => key.toUpperCase())];
  const cells = rows.map(({ label, dimensions: values, cycles, estimate }) => [
    label,
    ...dimensions.map((name) => (values.has(name) ? count(values.get(name)) : '')),
    cycles,
    ...resources.map((key) => count(estimate?.[key])),
  ]);
  const widths = heading.map((_, column) => Math.max(...[heading, ...cells].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ');
  return { heading: line(heading), body: cells.map(line) };
}

const count = (value: number | undefined): string => (value === undefined ? '?' : grouped(value));

function summary(model: ReportModel, paint: Paint): string[] {
  const { bottleneck, fps = 0, performance, clockMhz, board, fit, fits, uncounted, shell } = model;
  const entry = (label: string, text: string): string => `${label.padEnd(10)}  ${text}`;
  const shares = fit.map(({ resource, percent: share, used, fits: enough }) => {
    if (share === undefined) return used === 0 ? undefined : paint('bad', `${resource} ${grouped(used)}, has none`);
    const text = `${resource} ${percent(share)}`;
    return enough ? text : paint('bad', text);
  });
  const partial = uncounted.length === 0 ? '' : ` (not counting ${uncounted.join(', ')})`;
  return [
    ...(bottleneck && performance
      ? [
          entry('bottleneck', `${bottleneck.name}, ${grouped(bottleneck.cycles)} cycles a frame`),
          ...trafficLines(model, entry),
          entry('rate', `${decimal(fps)} FPS`),
          entry('latency', `${duration(performance.latencyNs)}, ${grouped(performance.criticalPathCycles)} cycles`),
        ]
      : [entry('rate', 'unknown, since no layer has cycles')]),
    entry('clock', `${decimal(clockMhz)} MHz`),
    entry(board, shares.filter((share) => share !== undefined).join(', ')),
    ...(shell.counted === 'no' ? [entry('shell', shellNote(shell.estimate))] : []),
    entry('verdict', paint(fits ? 'good' : 'bad', fits ? `fits${partial}` : `does not fit${partial}`)),
    ...hostLines(model.notInHardware),
  ];
}

/** Why a port or the memory is slower than the layers: what they would move at the layers' rate, and what they can. */
function trafficLines(
  { traffic, performance, bottleneck, clockMhz }: ReportModel,
  entry: (label: string, text: string) => string,
): string[] {
  if (!traffic || !performance || bottleneck?.name !== traffic.slowest.name) return [];
  const gigabits = (bits: number): string => decimal((bits * clockMhz) / 1e3);
  const { ports, portBits, memoryBits, slowest } = traffic;
  const isMemory = slowest.name === 'memory';
  const busiest = ports.filter(({ name }) => isMemory || slowest.name.endsWith(` ${name}`));
  const bits = busiest.reduce((sum, port) => sum + port.bits, 0);
  const can = isMemory
    ? `the memory moves ${gigabits(memoryBits ?? 0)} Gb/s`
    : `a port of ${portBits} bits moves ${gigabits(portBits)} Gb/s`;
  const wanted = decimal((bits * performance.throughputFps) / 1e9);
  return [
    entry('', `${grouped(bits)} bits a frame at ${decimal(performance.throughputFps)} FPS are ${wanted} Gb/s, ${can};`),
    entry('', `the slowest layer is ${performance.maxCyclesNode}, ${grouped(performance.maxCycles)} cycles`),
  ];
}

/** What the host has to compute, by name, with the reasons; nothing where all is hardware. */
export function hostLines(operations: readonly HostOperation[]): string[] {
  if (operations.length === 0) return [];
  const width = Math.max(...operations.map(({ node, op }) => node.length + op.length + 3));
  return [
    `not in hardware: ${operations.length} op${operations.length === 1 ? '' : 's'}`,
    ...operations.map(({ node, op, reason }) => `  ${`${node} (${op})`.padEnd(width)}  ${reason}`),
  ];
}

/** DMA and interconnect are no layers, so a design close to the limit needs to know what they take. */
function shellNote(estimate: Estimate | undefined): string {
  if (!estimate) return 'not counted: DMA and interconnect, whose size on this board is not known';
  const { lut, bram18 } = estimate;
  return `not counted: DMA and interconnect, about ${grouped(lut)} LUT and ${grouped(bram18)} BRAM18 more`;
}
