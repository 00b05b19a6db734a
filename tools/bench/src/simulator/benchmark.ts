import { Registry } from '@finnc/ir';
import { standardPlugins } from 'finnc';
import { engineVariants } from '../variants.ts';
import { commandRows } from './commands.ts';
import { measureLimits } from './limits/limits.ts';
import { benchNetworks, type BenchNetwork } from './networks.ts';
import { insideEntry, isSubject, latencyEntry, throughputEntry, type Entry, type Setting } from './ours.ts';
import { onnxruntime, onnxruntimeSubject } from './peers/onnxruntime.ts';
import { pythonWithQonnx, qonnxSubject } from './peers/qonnx.ts';
import { loadNow, type Report } from './report.ts';
import { frameRow, kernelRows, type KernelRow } from './roofline.ts';
import { measureInTurns, type Effort, type Measurement } from './subject.ts';

export interface BenchmarkOptions {
  readonly networks: RegExp;
  /** Of ours and of peers: `onnxruntime`, `qonnx`. */
  readonly engines: RegExp;
  readonly effort: Effort;
  readonly data: string;
  /** Whether to measure what the machine allows, too: some seconds. */
  readonly limits: boolean;
  /** What the report says it was made with. */
  readonly command: string;
  readonly onProgress: (what: string) => void;
}

const threadCounts = [1, 2] as const;
/** Measures all that is asked for: a network after the other, all engines and peers of one in turns. */
export async function runBenchmark(options: BenchmarkOptions): Promise<Report> {
  const { effort, data, command, onProgress } = options;
  const networks = benchNetworks(data).filter(({ name }) => options.networks.test(name));
  const registry = new Registry(standardPlugins);
  const load = loadNow();
  if (options.limits) onProgress('limits of the machine');
  const limits = options.limits ? measureLimits() : [];
  const peers = await findPeers(options.engines);
  const rows: Measurement[] = [];
  const kernels: KernelRow[] = [];
  for (const network of networks) {
    onProgress(`${network.name}: compiling`);
    const graph = await network.graph();
    const variants = engineVariants.filter(({ name }) => options.engines.test(name));
    const settings = variants.map((variant): Setting => ({ network, graph, registry, variant }));
    for (const mode of ['throughput', 'latency'] as const) {
      onProgress(`${network.name}: ${mode}`);
      const entries = [...(await ownEntries(settings, mode)), ...(await peerEntries(network, peers, mode))];
      rows.push(...(await measureEntries(entries, effort)));
    }
    onProgress(`${network.name}: kernels`);
    for (const setting of settings)
      kernels.push(...(await kernelRows(setting, limits, effort)), ...frameRow(setting, rows, limits));
  }
  onProgress('processes');
  const processes = commandRows(options);
  const date = new Date().toISOString().slice(0, 10);
  return { networks, rows, processes, limits, kernels, notices: peers.notices, command, date, load };
}

async function ownEntries(settings: readonly Setting[], mode: Measurement['mode']): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const setting of settings) {
    const { engine } = setting.variant;
    if (mode === 'throughput') {
      // The plain simulator has no threads.
      for (const threads of engine === 'js' ? [1] : threadCounts) entries.push(await throughputEntry(setting, threads));
    } else {
      entries.push(await latencyEntry(setting));
      if (engine === 'native') entries.push(await insideEntry(setting));
    }
  }
  return entries;
}

interface Peers {
  readonly runtime?: NonNullable<Awaited<ReturnType<typeof onnxruntime>>>;
  readonly python?: string;
  /** What was left out, and why. */
  readonly notices: readonly string[];
}

async function findPeers(wanted: RegExp): Promise<Peers> {
  const notices: string[] = [];
  const runtime = wanted.test('onnxruntime') ? await onnxruntime() : undefined;
  if (!runtime && wanted.test('onnxruntime')) notices.push('onnxruntime-node is not installed, so it was left out');
  const python = wanted.test('qonnx') ? pythonWithQonnx() : undefined;
  if (python === undefined && wanted.test('qonnx'))
    notices.push('no Python with qonnx was found, so it was left out: set FINNC_PYTHON to one');
  return { ...(runtime ? { runtime } : {}), ...(python === undefined ? {} : { python }), notices };
}

async function peerEntries(
  network: BenchNetwork,
  { runtime, python }: Peers,
  mode: Measurement['mode'],
): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const model of runtime ? network.floats() : []) {
    const counts = mode === 'throughput' ? threadCounts : ([1] as const);
    for (const threads of counts) {
      const batch = mode === 'latency' ? 1 : undefined;
      entries.push(await onnxruntimeSubject(runtime!, network.name, model, threads, batch));
    }
  }
  if (python !== undefined && network.file !== undefined && mode === 'throughput')
    entries.push(await qonnxSubject(python, network.name, network.file));
  return entries;
}

async function measureEntries(entries: readonly Entry[], effort: Effort): Promise<Measurement[]> {
  const subjects = entries.filter(isSubject);
  const measured = await measureInTurns(subjects, effort);
  for (const subject of subjects) await subject.close();
  return entries.map((entry) => (isSubject(entry) ? measured[subjects.indexOf(entry)]! : entry));
}
