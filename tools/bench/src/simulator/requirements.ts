import type { BenchNetwork } from './networks.ts';
import type { ProcessRow } from './processes.ts';
import { medianOf, type Measurement } from './subject.ts';

/** A figure that is wanted, and what was measured. */
export interface Verdict {
  readonly what: string;
  readonly wanted: string;
  /** Absent where it was not measured, with the reason. */
  readonly measured?: string;
  readonly met?: boolean;
  readonly note?: string;
}

export interface Measured {
  readonly networks: readonly BenchNetwork[];
  readonly rows: readonly Measurement[];
  readonly processes: readonly ProcessRow[];
}

type Against = 'poster' | 'qonnx' | 'onnxruntime';

/** Rates of our engines that are wanted: so many times those of the poster or of a peer. */
const rates: readonly {
  readonly network: string;
  readonly engine: string;
  readonly against: Against;
  readonly times: number;
}[] = [
  { network: 'cnv-w1a1', engine: 'native AVX-512', against: 'poster', times: 4 },
  { network: 'lfc-w1a1', engine: 'native AVX-512', against: 'poster', times: 1.6 },
  { network: 'sfc-w1a1', engine: 'native AVX-512', against: 'poster', times: 1.5 },
  { network: 'cnv-w1a1', engine: 'native AVX2', against: 'poster', times: 2 },
  { network: 'cnv-w1a1', engine: 'wasm', against: 'poster', times: 1 },
  { network: 'lfc-w1a1', engine: 'wasm', against: 'poster', times: 0.45 / 1.561 },
  { network: 'sfc-w1a1', engine: 'wasm', against: 'poster', times: 3 / 12.361 },
  { network: 'cnv-w1a1', engine: 'native AVX-512', against: 'qonnx', times: 1000 },
  { network: 'cnv-w1a1', engine: 'native AVX-512', against: 'onnxruntime', times: 50 },
  { network: 'cnv-w2a2', engine: 'native AVX-512', against: 'onnxruntime', times: 10 },
  { network: 'cnv-w2a2', engine: 'wasm', against: 'onnxruntime', times: 1 },
  { network: 'mobilenet-64-w4a4', engine: 'native AVX-512', against: 'onnxruntime', times: 10 },
  { network: 'mobilenet-64-w4a4', engine: 'wasm', against: 'onnxruntime', times: 1 },
  { network: 'mobilenet-224-w4a4', engine: 'native AVX-512', against: 'onnxruntime', times: 10 },
  { network: 'mobilenet-224-w4a4', engine: 'wasm', against: 'onnxruntime', times: 1 },
];

/** Threads that rates are wanted of, and that onnxruntime is given, too. */
const THREADS = 2;

export function verdicts(measured: Measured): Verdict[] {
  return [...rates.map((rate) => rateVerdict(rate, measured)), ...latencies(measured), ...processVerdicts(measured)];
}

function rateVerdict({ network, engine, against, times }: (typeof rates)[number], measured: Measured): Verdict {
  const own = rowOf(measured, { network, engine, threads: THREADS, mode: 'throughput' });
  const other = otherRate(network, against, measured);
  const unit = against === 'poster' ? 'the poster' : against;
  const about = { what: `${network}, ${engine}, ${THREADS} threads`, wanted: `${figure(times)} × ${unit}` };
  if (!own?.rate) return { ...about, note: own?.note ?? 'it was not measured' };
  if (other === undefined) return { ...about, note: `${against} was not measured` };
  const ratio = own.rate.framesPerSecond / other;
  return { ...about, measured: `${figure(ratio)} ×`, met: ratio >= times };
}

/** The best that a peer reaches with so many threads or fewer. */
function otherRate(network: string, against: Against, { networks, rows }: Measured): number | undefined {
  if (against === 'poster') return networks.find(({ name }) => name === network)?.poster?.framesPerSecond;
  const found = rows.filter((row) => row.network === network && row.engine === against && row.mode === 'throughput');
  const known = found.flatMap(({ rate }) => rate?.framesPerSecond ?? []);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** One frame, one core: no later than the poster's accelerator; a part of it inside the engine. */
function latencies(measured: Measured): Verdict[] {
  const wanted = measured.networks.flatMap(({ name, poster }) =>
    poster ? [{ name, inside: false, most: poster.latencyMicroseconds }] : [],
  );
  const inside = measured.networks.some(({ name }) => name === 'sfc-w1a1')
    ? [{ name: 'sfc-w1a1', inside: true, most: 0.25 }]
    : [];
  return [...wanted, ...inside].map(({ name, inside, most }) => {
    const row = measured.rows.find(
      ({ network, engine, mode, batch }) =>
        network === name && engine === 'native AVX-512' && mode === 'latency' && batch > 1 === inside,
    );
    const what = `${name}, one frame, ${inside ? 'inside the engine' : 'through koffi'}`;
    const about = { what, wanted: `at most ${most} µs` };
    if (!row?.rate) return { ...about, note: row?.note ?? 'it was not measured' };
    const microseconds = 1e6 / row.rate.framesPerSecond;
    return { ...about, measured: `${figure(microseconds)} µs`, met: microseconds <= most };
  });
}

function processVerdicts({ processes }: Measured): Verdict[] {
  return processes.flatMap(({ name, seconds, megabytes, note }): Verdict[] => {
    if (!name.startsWith('t10k')) return [];
    const [time, memory] = [`${name}: time`, `${name}: memory`];
    if (!seconds || megabytes === undefined) return [{ what: time, wanted: '< 0.5 s', ...(note ? { note } : {}) }];
    const median = medianOf(seconds);
    return [
      { what: time, wanted: '< 0.5 s', measured: `${median.toFixed(2)} s`, met: median < 0.5 },
      { what: memory, wanted: '< 200 MB', measured: `${megabytes.toFixed(0)} MB`, met: megabytes < 200 },
    ];
  });
}

const rowOf = ({ rows }: Measured, wanted: Partial<Measurement>): Measurement | undefined =>
  rows.find((row) => Object.entries(wanted).every(([key, value]) => row[key as keyof Measurement] === value));

/** Three digits that count, or all before the point. */
export const figure = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en-US') : Number(value.toPrecision(3)).toString();
