import { cpus, loadavg, release, type } from 'node:os';
import { cell, markdownTable } from '../markdown.ts';
import type { LimitRow } from './limits/limits.ts';
import type { ProcessRow } from './processes.ts';
import { figure, verdicts, type Measured, type Verdict } from './requirements.ts';
import type { KernelRow } from './roofline.ts';
import type { Measurement } from './subject.ts';

/** All that one run of the benchmark found out. */
export interface Report extends Measured {
  readonly command: string;
  readonly date: string;
  readonly load: string;
  readonly limits: readonly LimitRow[];
  readonly kernels: readonly KernelRow[];
  readonly notices: readonly string[];
}

export const machine = (): string =>
  `${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores, ${type()} ${release()}, node ${process.version}`;

/** How many processes wanted a core, over the last minute. */
export const loadNow = (): string => loadavg()[0]!.toFixed(1);

/** The figures as data: what is measured, and the ratio to the poster. */
export function reportJson({
  networks,
  rows,
  command,
  date,
  load,
  limits,
  kernels,
  processes,
  notices,
}: Report): unknown {
  const withRatio = rows.map((row) => ({ ...row, ...rowFigures(row), toPoster: ratioToPoster(row, networks) }));
  const wanted = verdicts({ networks, rows, processes });
  return { machine: machine(), command, date, load, rows: withRatio, limits, kernels, processes, wanted, notices };
}

const rowFigures = ({ rate }: Measurement): object =>
  rate ? { framesPerSecond: rate.framesPerSecond, microseconds: 1e6 / rate.framesPerSecond } : {};

/** The figures for people: tables of rates, latencies, what is wanted, the machine's limits and the kernels'. */
export function reportText(report: Report): string {
  const { rows, limits, kernels, processes, notices } = report;
  const of = (mode: Measurement['mode']): readonly Measurement[] => rows.filter((row) => row.mode === mode);
  return [
    `${machine()}; ${report.date}; \`${report.command}\`; processes that wanted a core at the start: ${report.load}`,
    ...notices.map((notice) => `- ${notice}`),
    '## Frames a second',
    'Images of 8 bits a pixel to class indices (MobileNet: to scores), packing and selection included; medians of rounds, all in turns, and their extremes. _CPU µs_: processor time a frame, of all threads.',
    ratesTable(of('throughput'), report),
    '## One frame at a time',
    latencyTable(of('latency'), report),
    '## As a process',
    processTable(processes),
    '## What was wanted',
    verdictTable(verdicts(report)),
    '## What one core can do',
    'Operations a second on whole vectors, and bytes a second read from 16 kB, 512 kB and 8 MB; the best of some rounds.',
    limitTable(limits),
    '## Kernels and the limit',
    'One core. Operations on whole vectors that a frame needs at least, by the instructions of its program; what the limit of the machine above would allow, and what is reached.',
    kernelTable(kernels),
  ].join('\n\n');
}

/** The committed page. */
export const reportPage = (report: Report): string => `# Simulator

Written by \`npm run bench -- simulator --write\`; not edited by hand.

${reportText(report)}
`;

function ratesTable(rows: readonly Measurement[], { networks }: Report): string {
  const head = ['network', 'engine', 'threads', 'batch', 'frames/s', 'slowest – fastest', '× poster', 'CPU µs', 'what'];
  const lines = rows.map((row) => {
    const { network, engine, threads, batch, rate, note, detail } = row;
    if (!rate) return [network, engine, String(threads), '', '–', '', '', '', cell(note ?? '')];
    const spread = `${figure(rate.slowest)} – ${figure(rate.fastest)}`;
    const ratio = ratioToPoster(row, networks);
    const rates = [figure(rate.framesPerSecond), spread, ratio === undefined ? '' : figure(ratio)];
    // What other processes use is not known.
    const cost = engine === 'qonnx' ? '' : figure(rate.processorMicroseconds);
    return [network, engine, String(threads), figure(batch), ...rates, cost, cell(detail)];
  });
  return markdownTable(head, lines);
}

function latencyTable(rows: readonly Measurement[], { networks }: Report): string {
  const head = ['network', 'engine', 'µs a frame', 'slowest – fastest', 'poster, µs', 'what'];
  const lines = rows.map(({ network, engine, rate, note, detail }) => {
    const poster = networks.find(({ name }) => name === network)?.poster?.latencyMicroseconds;
    if (!rate) return [network, engine, '–', '', '', cell(note ?? '')];
    const microseconds = (framesPerSecond: number): string => figure(1e6 / framesPerSecond);
    const spread = `${microseconds(rate.slowest)} – ${microseconds(rate.fastest)}`;
    return [
      network,
      engine,
      microseconds(rate.framesPerSecond),
      spread,
      poster === undefined ? '' : String(poster),
      cell(detail),
    ];
  });
  return markdownTable(head, lines);
}

function processTable(rows: readonly ProcessRow[]): string {
  const lines = rows.map(({ name, seconds, megabytes, processorSeconds, said, note }) =>
    seconds
      ? [
          name,
          seconds.map((time) => time.toFixed(2)).join(', '),
          processorSeconds?.toFixed(2) ?? '',
          megabytes?.toFixed(0) ?? '',
          cell(said ?? ''),
        ]
      : [name, '–', '', '', cell(note ?? '')],
  );
  return markdownTable(['what', 'seconds', 'CPU seconds', 'MB', 'printed'], lines);
}

function verdictTable(rows: readonly Verdict[]): string {
  const lines = rows.map(({ what, wanted, measured, met, note }) => [
    what,
    wanted,
    measured ?? '–',
    met === undefined ? cell(note ?? '') : met ? '✓' : '✗',
  ]);
  return markdownTable(['figure', 'wanted', 'measured', ''], lines);
}

function limitTable(rows: readonly LimitRow[]): string {
  const head = [
    'vectors',
    'logic, G/s',
    'logic, Tbit/s',
    'popcount, G/s',
    'bytes · bytes, GMAC/s',
    'L1, GB/s',
    'L2',
    'L3',
  ];
  const giga = (value: number): string => (value === 0 ? '–' : figure(value / 1e9));
  const lines = rows.map(({ name, limits, note }) => {
    if (!limits) return [name, cell(note ?? ''), '', '', '', '', '', ''];
    const { width, logic, popcount, dot, l1, l2, l3 } = limits;
    return [name, giga(logic), figure((logic * width * 8) / 1e12), ...[popcount, dot, l1, l2, l3].map(giga)];
  });
  return markdownTable(head, lines);
}

function kernelTable(rows: readonly KernelRow[]): string {
  const head = ['network', 'engine', 'instruction', 'operations a frame', 'limit, µs a frame', 'reached, µs', 'share'];
  const lines = rows.map(({ network, engine, instruction, operations, limit, reached }) => [
    network,
    engine,
    instruction,
    figure(operations),
    limit === undefined ? '–' : figure(limit),
    figure(reached),
    limit === undefined ? '–' : `${Math.round((100 * limit) / reached)} %`,
  ]);
  return markdownTable(head, lines);
}

function ratioToPoster({ network, rate, mode }: Measurement, networks: Report['networks']): number | undefined {
  const poster = networks.find(({ name }) => name === network)?.poster;
  if (!poster || !rate || mode !== 'throughput') return undefined;
  return rate.framesPerSecond / poster.framesPerSecond;
}
