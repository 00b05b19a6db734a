import { decimal } from '@finnc/backend-report/numbers';
import type { ChosenEngine, EngineName } from '@finnc/backend-simulator';
import type { Diagnostic, Tensor } from '@finnc/ir';
import { classNames, parseClasses } from '../data/classes.ts';
import { decisionOf, type Decision } from '../data/decision.ts';
import { dataProblems } from '../data/diagnostics.ts';
import type { Loaded } from '../data/loaded.ts';
import { channelProblem, normalizationOf, type Normalization } from '../data/normalize.ts';
import type { Resize } from '../data/resize.ts';
import type { Console } from '../console.ts';
import { driverDiagnostics } from '../diagnostics.ts';
import { exitCodeOf, exitCodes, type ExitCode } from '../exit-code.ts';
import { readUserText } from '../files.ts';
import { confusionText } from '../running/confusion.ts';
import { classOf, evaluate, selectedBy, type Evaluation } from '../running/evaluate.ts';
import { inputSpec } from '../given-inputs.ts';
import { openFrames } from '../running/frames.ts';
import { normalizedFrames, type ModelFrames } from '../running/model-frames.ts';
import { loadRunnable, type Runnable } from '../running/runnable.ts';
import { contentsOf, unpackAhead, type UnpackedFiles } from '../running/unpack-ahead.ts';
import { writeOutputs } from '../running/write-outputs.ts';
import { entry, printDiagnostics, progressLine } from '../terminal.ts';
import { loadPlugins, type CommonFlags } from './context.ts';

export interface RunFlags extends CommonFlags {
  readonly input?: string;
  readonly dataset?: string;
  readonly labels?: string;
  readonly decision?: Decision;
  readonly limit?: number;
  readonly output?: string;
  readonly json?: boolean;
  readonly resize?: Resize;
  readonly normalize?: string;
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
  readonly classes?: string;
  readonly check: number;
  readonly allowHost?: boolean;
  readonly engine?: EngineName | 'auto';
  readonly threads?: number;
  readonly confusion?: boolean;
}

/** Each thread has its own memory for a whole network. */
const mostThreads = 256;
/** Scores shown for one input. */
const shown = 5;

/** `finnc run TARGET`: classes of an input, or the accuracy on a labelled data set, by the bit-exact simulator. */
export async function run(console: Console, target: string, flags: RunFlags): Promise<ExitCode> {
  const fail = (diagnostics: readonly Diagnostic[]): ExitCode => {
    if (flags.json) console.out.write(`${JSON.stringify({ exitCode: exitCodeOf(diagnostics), diagnostics })}\n`);
    else printDiagnostics(console.err, diagnostics);
    return exitCodeOf(diagnostics);
  };
  const misuse = usageProblem(flags);
  if (misuse) return fail([misuse]);
  const unpacked = unpackAhead(console.cwd, [target, flags.input, flags.dataset, flags.labels]);
  const { plugins, diagnostics: problems } = await loadPlugins(console, flags.plugin ?? [], flags.debug);
  if (problems.length > 0) return fail(problems);
  const { runnable, diagnostics } = await loadRunnable(console.cwd, target, {
    plugins,
    check: flags.check,
    allowHost: flags.allowHost ?? false,
    unpacked,
    ...(flags.engine === undefined ? {} : { engine: flags.engine }),
    ...(flags.threads === undefined ? {} : { threads: flags.threads }),
  });
  if (!runnable) return fail(diagnostics);
  try {
    printDiagnostics(console.err, diagnostics);
    return await runFrames(console, flags, runnable, unpacked, fail);
  } finally {
    await runnable.close();
  }
}

async function runFrames(
  console: Console,
  flags: RunFlags,
  runnable: Runnable,
  unpacked: UnpackedFiles,
  fail: (diagnostics: readonly Diagnostic[]) => ExitCode,
): Promise<ExitCode> {
  const decision = flags.decision ?? decisionOf(runnable.metadata) ?? 'argmax';
  const scaling = scalingOf(flags, runnable);
  const names = namesOf(console.cwd, flags, runnable);
  const { classes: _file, ...source } = flags;
  const frames = openFrames(
    console.cwd,
    { ...source, ...(names.value ? { classes: names.value } : {}) },
    runnable.inputs,
    await contentsOf(unpacked),
  );
  const labels = frames.value && labelProblem(flags, runnable, frames.value);
  const wrong = [scaling.problem, names.problem, frames.problem, labels].filter((problem) => problem !== undefined);
  if (!frames.value || !names.value || wrong.length > 0) return fail(wrong);
  if (runnable.engine && !flags.json) printEngine(console, runnable.engine);

  const outputs: (readonly Tensor[])[] = [];
  const keep = flags.dataset === undefined || flags.output !== undefined;
  const line = progressLine(console.err);
  const total = Math.min(frames.value.frames, flags.limit ?? Infinity);
  let told = 0;
  const interrupt = new AbortController();
  const release = console.onInterrupt?.(() => {
    interrupt.abort();
  });
  const evaluated = await evaluate(
    runnable,
    normalizedFrames(frames.value, scaling.value, runnable.inputs.map(inputSpec)),
    {
      decision,
      signal: interrupt.signal,
      ...(flags.limit === undefined ? {} : { limit: flags.limit }),
      onProgress: (done, rate) => {
        told = done;
        line.show(() => `${decimal(done)} of ${decimal(total)} frames, ${decimal(rate)} frames/s`);
      },
      ...(keep ? { onFrame: (_frame: number, results: readonly Tensor[]) => void outputs.push(results) } : {}),
    },
  ).finally(() => release?.());
  line.clear();
  if (!('evaluation' in evaluated)) return fail(evaluated.problems);
  const { evaluation } = evaluated;
  if (interrupt.signal.aborted) return fail([driverDiagnostics.interrupted({ done: told, total })]);
  const unwritten = flags.output === undefined ? undefined : writeOutputs(console.cwd, flags.output, runnable, outputs);
  if (unwritten) return fail([unwritten]);
  if (flags.dataset === undefined)
    printClasses(console, { ...flags, decision }, runnable, names.value, outputs, evaluation);
  else printAccuracy(console, flags, runnable, names.value, evaluation);
  return exitCodes.ok;
}

/** What runs; where that is not the fastest way there is, why. */
function printEngine(console: Console, engine: ChosenEngine): void {
  const { name, detail, threads, notes } = engine;
  if (name !== 'native') printDiagnostics(console.err, notes);
  console.err.write(`${entry('engine', `${name} ${detail}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`)}\n`);
}

const engineFacts = (engine: ChosenEngine | undefined): object =>
  engine ? { engine: { name: engine.name, detail: engine.detail, threads: engine.threads, notes: engine.notes } } : {};

function usageProblem({ input, dataset, labels, confusion, threads }: RunFlags): Diagnostic | undefined {
  const usage = (reason: string, help: string): Diagnostic => driverDiagnostics.usage({ reason, help });
  if (input === undefined && dataset === undefined)
    return usage('nothing to run on', 'give --input FILE, or --dataset IMAGES');
  if (input !== undefined && dataset !== undefined)
    return usage('--input and --dataset are both given', 'give one of them');
  if (labels !== undefined && dataset === undefined)
    return usage('--labels belongs to --dataset', 'add --dataset IMAGES');
  if (confusion && dataset === undefined) return usage('--confusion belongs to --dataset', 'add --dataset IMAGES');
  if (threads !== undefined && threads > mostThreads)
    return driverDiagnostics.badThreads({ threads, most: mostThreads });
  return undefined;
}

/** The first label that no output stands for; a network that selects does not say among how many. */
function labelProblem(
  { limit }: RunFlags,
  { outputs, selects }: Runnable,
  { labels }: ModelFrames,
): Diagnostic | undefined {
  const frame = selects ? -1 : (labels?.subarray(0, limit).findIndex((label) => label >= outputs) ?? -1);
  const label = labels?.[frame];
  return label === undefined ? undefined : dataProblems.labelRange({ frame, label, outputs });
}

/** What was asked for, else what the build was configured with. */
function scalingOf(flags: RunFlags, { metadata, inputs }: Runnable): Loaded<Normalization | undefined> {
  const noted = (key: string): readonly number[] | undefined => metadata.get(`finnc.${key}`)?.split(',').map(Number);
  const [normalize, mean, std] = [
    flags.normalize ?? metadata.get('finnc.normalize'),
    flags.mean ?? noted('mean'),
    flags.std ?? noted('std'),
  ];
  const scaling = normalizationOf({
    ...(normalize === undefined ? {} : { normalize }),
    ...(mean ? { mean } : {}),
    ...(std ? { std } : {}),
  });
  const { value } = scaling;
  const [problem] = value
    ? inputs.flatMap(({ name: input, source }) => channelProblem(value, source.shape, input) ?? [])
    : [];
  return problem ? { problem } : scaling;
}

function namesOf(cwd: string, { classes }: RunFlags, runnable: Runnable): Loaded<readonly string[]> {
  const text = classes === undefined ? undefined : readUserText(cwd, classes, 'class list');
  if (text?.problem) return text;
  const file = text && classes !== undefined ? { text: text.value, name: classes } : undefined;
  const metadata = runnable.metadata.get('finnc.classes');
  if (!runnable.selects)
    return classNames(runnable.outputs, { ...(file ? { file } : {}), ...(metadata === undefined ? {} : { metadata }) });
  // A network that selects does not say among how many.
  const own = file ? parseClasses(file.text, file.name) : metadata === undefined ? undefined : parseClasses(metadata);
  return own ?? { value: [] };
}

function printAccuracy(
  console: Console,
  flags: RunFlags,
  { engine }: Runnable,
  names: readonly string[],
  { frames, correct = 0, among, confusion, framesPerSecond }: Evaluation,
): void {
  const accuracy = correct / frames;
  if (flags.json) {
    const counts = flags.confusion && confusion ? { confusion: { classes: names, counts: confusion.counts } } : {};
    const facts = { frames, correct, accuracy, ...(among ? { among } : {}), framesPerSecond };
    console.out.write(`${JSON.stringify({ ...facts, ...engineFacts(engine), ...counts })}\n`);
    return;
  }
  const share = (count: number): string =>
    `${((100 * count) / frames).toFixed(2)} % (${decimal(count)} of ${decimal(frames)} frames)`;
  const several = among ? `, top-${among.classes} ${share(among.correct)}` : '';
  if (flags.confusion && confusion) console.out.write(`${confusionText(confusion, names).join('\n')}\n`);
  console.out.write(`accuracy ${share(correct)}${several}, ${decimal(framesPerSecond)} frames/s\n`);
}

interface Scored {
  readonly class: string;
  readonly index: number;
  readonly score?: number;
}

function printClasses(
  console: Console,
  flags: RunFlags & { readonly decision: Decision },
  runnable: Runnable,
  names: readonly string[],
  outputs: readonly (readonly Tensor[])[],
  { frames, framesPerSecond }: Evaluation,
): void {
  const results = outputs.map((tensors) => scored(runnable, names, tensors, flags.decision));
  if (flags.json) {
    const predictions = results.map(({ chosen, scores }) => ({ ...chosen, scores }));
    console.out.write(`${JSON.stringify({ frames, framesPerSecond, ...engineFacts(runnable.engine), predictions })}\n`);
    return;
  }
  results.forEach(({ chosen, scores }, frame) => {
    if (frames > 1) console.out.write(`frame ${frame}\n`);
    const width = Math.max(...[chosen, ...scores].map((item) => item.class.length));
    const others = scores.filter(({ index }) => index !== chosen.index).slice(0, shown - 1);
    for (const item of [chosen, ...others]) {
      const score = item.score === undefined ? '' : `  ${Number(item.score.toPrecision(6))}`;
      console.out.write(`${`${item.class.padEnd(width)}${score}`.trimEnd()}\n`);
    }
  });
}

/** The chosen class, and all scores from the best down. */
function scored(
  runnable: Runnable,
  names: readonly string[],
  tensors: readonly Tensor[],
  decision: Decision,
): { readonly chosen: Scored; readonly scores: readonly Scored[] } {
  const named = (index: number): string => names[index] ?? String(index);
  const index = classOf(runnable, tensors, decision);
  const [output] = tensors;
  const selected = selectedBy(runnable, tensors).map((i): Scored => ({ class: named(i), index: i }));
  if (runnable.selects || !output)
    return { chosen: { class: named(index), index }, scores: selected.length > 1 ? selected : [] };
  const all = Array.from(output.data, (score, i): Scored => ({ class: named(i), index: i, score }));
  const scores = all.toSorted((a, b) => (b.score ?? 0) - (a.score ?? 0));
  return { chosen: { class: named(index), index, score: output.data[index] ?? 0 }, scores };
}
