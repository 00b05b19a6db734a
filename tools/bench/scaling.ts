import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { writeModel } from '@finnc/frontend';
import { compile } from 'finnc';
import type { Widths } from './src/networks/builder.ts';
import { mobileNetV1, type Generated } from './src/networks/mobilenet.ts';
import { resNet50, resNetWidth } from './src/networks/resnet.ts';

/**
 * Time and memory of import, tidy-up and streamline against the number of weights, each model in a new process. Seconds
 * are those of the processor, so that a busy machine gives the same; `real` are those of the clock. Ends with 1 if the
 * network of 25 million weights takes more than its limits.
 *
 * node --import tsx --conditions=@finnc/source tools/bench/scaling.ts
 */
const limits = { seconds: 5, megabytes: 1500 };
const w4a4: Widths = { weightBits: 4, activationBits: 4 };
const w8a4: Widths = { weightBits: 8, activationBits: 4 };
const ofSize = (millions: number, widths: Widths) => (): Generated => resNet50(resNetWidth(millions * 1e6), widths);

interface Case {
  readonly name: string;
  readonly make: () => Generated;
  readonly limited?: true;
}
const cases: readonly Case[] = [
  { name: 'MobileNet-v1 w4a4', make: () => mobileNetV1(1, w4a4) },
  { name: 'MobileNet-v1 w8a4', make: () => mobileNetV1(1, w8a4) },
  { name: 'ResNet-50 w4a4', make: () => resNet50(1, w4a4), limited: true },
  { name: 'ResNet-50 w8a4', make: () => resNet50(1, w8a4), limited: true },
  { name: '1 million', make: ofSize(1, w4a4) },
  { name: '10 million', make: ofSize(10, w4a4) },
  { name: '50 million', make: ofSize(50, w4a4) },
  { name: '100 million', make: ofSize(100, w4a4) },
];

interface Measured {
  /** Processor seconds of each step. */
  readonly steps: Readonly<Record<string, number>>;
  readonly real: number;
  readonly megabytes: number;
  /** What the last step says: whether all of the network became integers. */
  readonly summary: string;
}

async function measure(file: string): Promise<Measured> {
  const steps: Record<string, number> = {};
  const start = performance.now();
  let before = process.cpuUsage();
  const { steps: done } = await compile({
    model: readFileSync(file),
    file,
    config: { stopStep: 'streamline', backend: [], check: 0 },
    intermediateModels: false,
    onStep(event) {
      if (event.kind === 'begin') return;
      const { user, system } = process.cpuUsage(before);
      steps[event.step] = (user + system) / 1e6;
      before = process.cpuUsage();
    },
  });
  const real = (performance.now() - start) / 1000;
  return { steps, real, megabytes: process.resourceUsage().maxRSS / 1024, summary: done.at(-1)?.summary ?? '' };
}

function inNewProcess({ make }: Case): Measured & { readonly weights: number } {
  const folder = mkdtempSync(path.join(tmpdir(), 'finnc-scaling-'));
  try {
    const { model, weights } = make();
    const file = path.join(folder, 'model.onnx');
    writeFileSync(file, writeModel(model));
    const { stdout, stderr, status } = spawnSync(process.execPath, [...process.execArgv, import.meta.filename, file], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
    return { ...(JSON.parse(stdout) as Measured), weights };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function all(): void {
  console.log(`${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores, node ${process.version}`);
  let smaller: { readonly name: string; readonly each: number } | undefined;
  for (const one of cases) {
    const { steps, real, megabytes, weights, summary } = inNewProcess(one);
    const total = Object.values(steps).reduce((sum, seconds) => sum + seconds, 0);
    const each = (total / weights) * 1e9;
    const parts = Object.entries(steps).map(([step, seconds]) => `${step} ${seconds.toFixed(2)} s`);
    const ratio = smaller ? `, ${(each / smaller.each).toFixed(2)} of ${smaller.name}` : '';
    console.log(`\n${one.name}: ${(weights / 1e6).toFixed(1)} million weights; ${summary}`);
    console.log(
      `  ${parts.join(', ')}; together ${total.toFixed(2)} s (real ${real.toFixed(2)} s), ${megabytes.toFixed(0)} MB`,
    );
    console.log(`  ${each.toFixed(0)} ns a weight${ratio}`);
    if (one.name.endsWith('million')) smaller = { name: one.name, each };
    if (one.limited && (total > limits.seconds || megabytes > limits.megabytes)) {
      console.log(`  beyond ${limits.seconds} s or ${limits.megabytes} MB`);
      process.exitCode = 1;
    }
  }
}

const [file] = process.argv.slice(2);
if (file === undefined) all();
else process.stdout.write(JSON.stringify(await measure(file)));
