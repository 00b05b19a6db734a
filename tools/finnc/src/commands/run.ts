import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { decimal } from '@finnc/backend-report';
import { isInteger, type Diagnostic, type Tensor } from '@finnc/ir';
import type { NumericArray } from '../data/array.ts';
import { classNames, parseClasses } from '../data/classes.ts';
import { decisionOf, type Decision } from '../data/decision.ts';
import { dataProblems } from '../data/diagnostics.ts';
import type { Loaded } from '../data/loaded.ts';
import { channelProblem, normalizationOf, type Normalization } from '../data/normalize.ts';
import { writeNpy } from '../data/npy.ts';
import { writeNpz } from '../data/npz.ts';
import type { Resize } from '../data/resize.ts';
import type { Console } from '../console.ts';
import { driverDiagnostics, outputDiagnostics } from '../diagnostics.ts';
import { exitCodeOf, exitCodes, type ExitCode } from '../exit-code.ts';
import { readUserText, systemReason } from '../files.ts';
import { classOf, evaluate, selectedBy, type Evaluation } from '../running/evaluate.ts';
import { inputSpec } from '../given-inputs.ts';
import { openFrames } from '../running/frames.ts';
import { normalizedFrames, type ModelFrames } from '../running/model-frames.ts';
import { loadRunnable, type Runnable } from '../running/runnable.ts';
import { liveLine, printDiagnostics } from '../terminal.ts';
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
}

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
  const { plugins, diagnostics: problems } = await loadPlugins(console, flags.plugin ?? [], flags.debug);
  if (problems.length > 0) return fail(problems);
  const { runnable, diagnostics } = await loadRunnable(console.cwd, target, {
    plugins,
    check: flags.check,
    allowHost: flags.allowHost ?? false,
  });
  if (!runnable) return fail(diagnostics);
  printDiagnostics(console.err, diagnostics);

  const decision = flags.decision ?? decisionOf(runnable.metadata) ?? 'argmax';
  const scaling = scalingOf(flags, runnable);
  const names = namesOf(console.cwd, flags, runnable);
  const frames = openFrames(console.cwd, flags, runnable.inputs);
  const labels = frames.value && labelProblem(flags, runnable, frames.value);
  const wrong = [scaling.problem, names.problem, frames.problem, labels].filter((problem) => problem !== undefined);
  if (!frames.value || !names.value || wrong.length > 0) return fail(wrong);

  const outputs: (readonly Tensor[])[] = [];
  const keep = flags.dataset === undefined || flags.output !== undefined;
  const line = liveLine(console.err);
  const total = Math.min(frames.value.frames, flags.limit ?? Infinity);
  const evaluated = await evaluate(
    runnable,
    normalizedFrames(frames.value, scaling.value, runnable.inputs.map(inputSpec)),
    {
      decision,
      ...(flags.limit === undefined ? {} : { limit: flags.limit }),
      onProgress: (done, rate) => {
        line.show(`${decimal(done)} of ${decimal(total)} frames, ${decimal(rate)} frames/s`);
      },
      ...(keep ? { onFrame: (_frame: number, results: readonly Tensor[]) => void outputs.push(results) } : {}),
    },
  );
  line.clear();
  if (!('evaluation' in evaluated)) return fail(evaluated.problems);
  const unwritten = flags.output === undefined ? undefined : writeOutputs(console.cwd, flags.output, runnable, outputs);
  if (unwritten) return fail([unwritten]);
  const { evaluation } = evaluated;
  if (flags.dataset === undefined)
    printClasses(console, { ...flags, decision }, runnable, names.value, outputs, evaluation);
  else printAccuracy(console, flags, evaluation);
  return exitCodes.ok;
}

function usageProblem({ input, dataset, labels }: RunFlags): Diagnostic | undefined {
  const usage = (reason: string, help: string): Diagnostic => driverDiagnostics.usage({ reason, help });
  if (input === undefined && dataset === undefined)
    return usage('nothing to run on', 'give --input FILE, or --dataset IMAGES');
  if (input !== undefined && dataset !== undefined)
    return usage('--input and --dataset are both given', 'give one of them');
  if (labels !== undefined && dataset === undefined)
    return usage('--labels belongs to --dataset', 'add --dataset IMAGES');
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
  { frames, correct = 0, among, framesPerSecond }: Evaluation,
): void {
  const accuracy = correct / frames;
  if (flags.json) {
    console.out.write(
      `${JSON.stringify({ frames, correct, accuracy, ...(among ? { among } : {}), framesPerSecond })}\n`,
    );
    return;
  }
  const share = (count: number): string =>
    `${((100 * count) / frames).toFixed(2)} % (${decimal(count)} of ${decimal(frames)} frames)`;
  const several = among ? `, top-${among.classes} ${share(among.correct)}` : '';
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
    console.out.write(`${JSON.stringify({ frames, framesPerSecond, predictions })}\n`);
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

/** All frames' outputs as `.npy` (the first output) or `.npz` (all, by name), frames along the first dimension. */
function writeOutputs(
  cwd: string,
  file: string,
  { outputNames }: Runnable,
  frames: readonly (readonly Tensor[])[],
): Diagnostic | undefined {
  const stacked = outputNames.map((name, i) => [name, stack(frames.flatMap((outputs) => outputs[i] ?? []))] as const);
  const [first] = stacked;
  if (!first) throw new RangeError('the network has no output');
  const bytes = file.endsWith('.npz') ? writeNpz(new Map(stacked)) : writeNpy(first[1]);
  try {
    writeFileSync(resolve(cwd, file), bytes);
    return undefined;
  } catch (error) {
    return outputDiagnostics.unwritableFile({ file, reason: systemReason(error) });
  }
}

function stack(tensors: readonly Tensor[]): NumericArray {
  const [first] = tensors;
  if (!first) throw new RangeError('there are no frames');
  const { elem, shape } = first.type;
  const each = first.data.length;
  const data = isInteger(elem) ? new BigInt64Array(each * tensors.length) : new Float32Array(each * tensors.length);
  tensors.forEach((tensor, frame) => {
    tensor.data.forEach((value, i) => {
      data[frame * each + i] = data instanceof BigInt64Array ? BigInt(value) : value;
    });
  });
  const batch = (shape[0] ?? 1) * tensors.length;
  return { shape: [batch, ...shape.slice(1)], dtype: data instanceof BigInt64Array ? 'int64' : 'float32', data };
}
