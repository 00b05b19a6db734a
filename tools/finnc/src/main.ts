import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { configDefaults as defaults } from './config/defaults.ts';
import type { Diagnostic } from '@finnc/ir';
import type { Console } from './console.ts';
import { decisions } from './data/decision.ts';
import { driverDiagnostics } from './diagnostics.ts';
import { exitCodeOf, exitCodes, type ExitCode } from './exit-code.ts';
import { reasonOf } from './data/loaded.ts';
import { printDiagnostics } from './terminal.ts';
import { version } from './version.ts';

/**
 * Runs a command line and returns the exit code. What a command needs is loaded when it is called, so that `--help` and
 * mistakes are answered at once.
 */
export async function main(argv: readonly string[], console: Console): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.ok;
  const program = commands(console, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    const fail = (problem: Diagnostic): ExitCode => {
      const exitCode = exitCodeOf([problem]);
      // Whoever asks for one object gets one, whatever happens.
      if (argv.includes('--json'))
        console.out.write(`${JSON.stringify({ exitCode, diagnostics: [problem] }, undefined, 2)}\n`);
      else printDiagnostics(console.err, [problem]);
      return exitCode;
    };
    if (error instanceof CommanderError) return afterCommander(error, fail);
    const { pluginProblem } = await import('./plugins/problem.ts');
    const problem = pluginProblem(error) ?? driverDiagnostics.internal({ reason: reasonOf(error) });
    const failed = fail(problem);
    if (argv.includes('--debug') && error instanceof Error) console.err.write(`${error.stack ?? ''}\n`);
    return failed;
  }
}

/** Help and version are no errors; the rest is a mistake on the command line. */
function afterCommander(
  { code, exitCode, message }: CommanderError,
  fail: (problem: Diagnostic) => ExitCode,
): ExitCode {
  if (exitCode === 0) return exitCodes.ok;
  // `finnc` alone prints the help, which is all there is to say.
  if (code === 'commander.help') return exitCodes.usage;
  const [reason = '', hint] = message.replace(/^error: /, '').split('\n');
  const help =
    hint === undefined
      ? "see 'finnc --help', or 'finnc COMMAND --help'"
      : hint.replace(/^\(?Did you mean (.*)\?\)?$/, "did you mean '$1'?");
  return fail(driverDiagnostics.usage({ reason, help }));
}

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('it must be a whole number.');
  return Number(text);
}

function positiveNumber(text: string): number {
  const value = wholeNumber(text);
  if (value === 0) throw new InvalidArgumentError('it must be at least 1.');
  return value;
}

/** Numbers with commas between them, as `--mean` takes them. */
function numbers(text: string): readonly number[] {
  const values = text.split(',').map((part) => (part.trim() === '' ? NaN : Math.fround(Number(part))));
  if (!values.every(Number.isFinite)) throw new InvalidArgumentError('it must be numbers with commas.');
  return values;
}

function divisors(text: string): readonly number[] {
  const values = numbers(text);
  if (values.includes(0)) throw new InvalidArgumentError('it divides, so none may be 0.');
  return values;
}

function commands(console: Console, done: (code: ExitCode) => void): Command {
  const program = new Command('finnc')
    .description('Compiles quantised neural networks to FPGA accelerators.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        console.out.write(text);
      },
      writeErr: (text) => {
        console.err.write(text);
      },
      // Mistakes are printed once, as diagnostics.
      outputError: () => undefined,
      getOutHelpWidth: () => console.out.columns,
      getErrHelpWidth: () => console.err.columns,
    })
    .showSuggestionAfterError(true)
    .addHelpText('after', examples);
  addBuild(program, console, done);
  addRun(program, console, done);
  addVerify(program, console, done);
  addDiff(program, console, done);
  addOthers(program, console, done);
  return program;
}

const plugin = (): Option =>
  new Option('--plugin <package|path>', 'load a plugin; may be repeated').argParser((value: string, before: unknown) =>
    collect(value, before as readonly string[] | undefined),
  );
const debug = (): Option => new Option('--debug', 'show where errors were thrown');

function addBuild(program: Command, console: Console, done: (code: ExitCode) => void): void {
  program
    .command('build')
    .summary('compile a model to C++, a simulator and a report')
    .description(
      'Compile a model to HLS C++, a bit-exact simulator and a report.\n\n' +
        "TARGET is an ONNX file (.onnx, .onnx.gz), a graph (.fnir), a configuration (.json, .yaml), a folder in FINN's form, or " +
        'a folder of BNN-PYNQ parameters with its config.h.',
    )
    .argument('<target>', 'model, configuration or folder')
    .argument('[model]', 'the model, if TARGET is a configuration')
    .option('--config <file>', 'configuration (.json, .yaml)')
    .option('--board <name>', "board to build for; 'finnc list boards' names them")
    .option('--fpga-part <part>', 'FPGA part; that of the board if left out')
    .option('--clock-mhz <mhz>', "clock; the board's default if left out")
    .option('--fps <rate>', 'frames per second to reach: PE and SIMD are chosen for it')
    .option('--folding <file>', "PE and SIMD per layer, in FINN's JSON form")
    .option('--out <folder>', 'output folder (default: finnc-build/<model>)')
    .option('--backend <list>', 'hls, simulator, report and those of plugins (default: all three)')
    .option('--output <kind>', `logits, argmax for the index of the greatest, or top5 (default: ${defaults.output})`)
    .option('--activations <how>', 'quantisers of more than 4 bits: auto (by cost), thresholds or multiply')
    .option(
      '--check <count>',
      `seeded inputs on which each graph state is executed and compared (default: ${defaults.check})`,
    )
    .option('--no-check', 'execute and compare nothing')
    .option('--input <file>', 'an input (.png, .jpg, .npy, .npz) to check with, too; may be repeated', collect)
    .option('--cost <laws>', `finnc, or finn for FINN's formulas (default: ${defaults.cost})`)
    .option('--normalize <a/b>', 'inputs are multiplied by a and divided by b in float32')
    .option('--mean <list>', 'mean of each channel of x/255 (or of --normalize), subtracted; part of the network')
    .option('--std <list>', 'standard deviation of each channel, by which the difference is divided')
    .option('--input-layout <layout>', 'nchw, or nhwc for images as cameras give them')
    .option('--input-type <type>', 'what the accelerator is given, such as uint8: normalising becomes part of it')
    .addOption(
      new Option(
        '--drop-constant [multiple]',
        'leave out channels that never change; a multiple of so many stays',
      ).preset('8'),
    )
    .option('--require-hardware', 'refuse a network of which some operations would run on the host')
    .option('--allow-host', 'accept a network of which nothing can be hardware; the host runs it')
    .option('--steps <list>', "steps to run, by our names or FINN's")
    .option('--start-step <step>', 'first step')
    .option('--stop-step <step>', 'last step')
    .option('--pipeline <passes>', "passes to run instead of the graph steps: 'tidy-up,streamline,my-pass,…'")
    .option('--print-after <step>', 'print the graph after a step, or after all')
    .option('--explain <node>', 'tell the whole story of a source node, a module of the training script, or a layer')
    .option('--json', 'print one JSON object instead of text')
    .addOption(plugin())
    .addOption(debug())
    .action(async (target: string, model: string | undefined, flags: Record<string, unknown>) => {
      const { build } = await import('./commands/build.ts');
      done(await build(console, target, model, flags));
    });
}

function addRun(program: Command, console: Console, done: (code: ExitCode) => void): void {
  program
    .command('run')
    .summary('run a model or a build on an input or a labelled data set')
    .description(
      'Run a network bit-exactly as its accelerator would. TARGET is an ONNX file, a folder of BNN-PYNQ parameters, or the folder of a build.',
    )
    .argument('<target>', 'ONNX file, parameter folder or build folder')
    .option('--input <file>', 'PNG, JPEG, .npy or .npz')
    .option('--dataset <images>', 'labelled images: IDX, CIFAR-10 binary, .npz')
    .option('--labels <file>', 'labels, where they are in a file of their own')
    .addOption(
      new Option('--decision <how>', 'how outputs become a class (default: what the model says, else argmax)').choices([
        ...decisions,
      ]),
    )
    .option('--limit <count>', 'only the first frames', positiveNumber)
    .option('--output <file>', 'write the outputs to .npy or .npz')
    .addOption(
      new Option('--resize [how]', 'resize images that are not of the model’s size')
        .choices(['box', 'bilinear'])
        .preset('bilinear'),
    )
    .option('--normalize <a/b>', 'multiply inputs by a and divide by b in float32, such as 1/255')
    .option('--mean <list>', 'then subtract the mean of each channel, of x/255 unless --normalize is given', numbers)
    .option('--std <list>', 'then divide by the standard deviation of each channel', divisors)
    .option('--classes <file>', 'class names, one a line or a JSON array')
    .option('--allow-host', 'accept a model of which nothing can be hardware; the host runs it')
    .option('--check <count>', 'seeded inputs on which the compilation is checked', wholeNumber, 1)
    .option('--no-check', 'do not check the compilation')
    .option('--json', 'print one JSON object instead of text')
    .addOption(plugin())
    .addOption(debug())
    .action(async (target: string, flags: Record<string, unknown>) => {
      const { run } = await import('./commands/run.ts');
      const check = flags['check'] === false ? 0 : flags['check'];
      done(await run(console, target, { ...flags, check } as Parameters<typeof run>[2]));
    });
}

function addVerify(program: Command, console: Console, done: (code: ExitCode) => void): void {
  program
    .command('verify')
    .summary('compare a model with every form that it takes, down to the compiled C++')
    .description(
      'Run a model as it is (float32 and exact), after each stage of the compilation, in the simulator and as compiled C++, ' +
        'and compare all of them on the same inputs.\n\nEnds with 4 if they differ.',
    )
    .argument('<model>', 'ONNX file')
    .option('--input <file>', 'an input (.png, .jpg, .npy, .npz); may be repeated', collect)
    .option('--expected <file>', 'known outputs of the inputs (.npy, .npz)')
    .addOption(
      new Option('--reference <name>', 'compute the outputs by another implementation').choices(['onnxruntime']),
    )
    .option('--dataset <images>', 'labelled images: IDX, CIFAR-10 binary, .npz')
    .option('--labels <file>', 'labels, where they are in a file of their own')
    .option('--limit <count>', 'only the first frames (default: 16 of a data set)', positiveNumber)
    .addOption(
      new Option('--decision <how>', 'how outputs become a class').choices(['argmax', 'highest-bit']).default('argmax'),
    )
    .addOption(
      new Option('--resize [how]', 'resize images that are not of the model’s size')
        .choices(['box', 'bilinear'])
        .preset('bilinear'),
    )
    .option('--normalize <a/b>', 'multiply inputs by a and divide by b in float32, such as 1/255')
    .option('--folding <file>', "PE and SIMD per layer, in FINN's JSON form")
    .option('--fps <rate>', 'frames per second that PE and SIMD are chosen for', positiveNumber)
    .option('--check <count>', 'seeded inputs where none are given', positiveNumber, 4)
    .option('--no-cpp', 'do not compile the C++')
    .option('--json', 'print one JSON object instead of text')
    .addOption(plugin())
    .addOption(debug())
    .action(async (model: string, flags: Record<string, unknown>) => {
      const { verifyCommand } = await import('./commands/verify.ts');
      done(await verifyCommand(console, model, flags as Parameters<typeof verifyCommand>[2]));
    });
}

function addDiff(program: Command, console: Console, done: (code: ExitCode) => void): void {
  program
    .command('diff')
    .summary('compare two models or builds, layer by layer')
    .description(
      'Compare two models, or folders of builds, or one of each: shapes, widths, weights, folding, cycles, resources, and ' +
        'values on given inputs. Models are compiled as build would.\n\nEnds with 0 if they are equal, 4 if not.',
    )
    .argument('<a>', 'ONNX file or build folder')
    .argument('<b>', 'ONNX file or build folder')
    .option('--input <file>', 'compare what the layers give for an input (.png, .jpg, .npy, .npz), too', collect)
    .option('--normalize <a/b>', 'multiply inputs by a and divide by b in float32, such as 1/255')
    .option('--board <name>', 'board whose laws of cost are used; and to compile models for')
    .option('--fps <rate>', 'frames per second that PE and SIMD of models are chosen for', positiveNumber)
    .option('--folding <file>', "PE and SIMD of models, in FINN's JSON form")
    .option('--json', 'print one JSON object instead of text')
    .addOption(plugin())
    .addOption(debug())
    .action(async (a: string, b: string, flags: Record<string, unknown>) => {
      const { diffCommand } = await import('./commands/diff.ts');
      done(await diffCommand(console, a, b, flags));
    });
}

function addOthers(program: Command, console: Console, done: (code: ExitCode) => void): void {
  program
    .command('opt')
    .summary('run passes on a graph in text form')
    .description('Run passes on a graph (.fnir, or an ONNX file) and print the result.')
    .argument('<graph>', '.fnir or ONNX file')
    .requiredOption(
      '--pipeline <passes>',
      "passes in order, such as 'streamline,narrow' or 'fold{target-cycles=10000}'",
    )
    .option('--out <file>', 'write the graph to a file, with its large constants in .npz beside it')
    .option('--print-after <pass>', 'print the graph after a pass, or after all')
    .option('--explain <node>', 'tell the whole story of a node')
    .option('--debug-rules [rule]', 'print what rules rewrote, and why they did not')
    .option('--time-passes', 'print how long each pass took')
    .option(
      '--check <count>',
      'seeded inputs on which the graph is executed after each pass',
      wholeNumber,
      defaults.check,
    )
    .option('--no-check', 'execute nothing')
    .addOption(plugin())
    .addOption(debug())
    .action(async (file: string, flags: Record<string, unknown>) => {
      const { opt } = await import('./commands/opt.ts');
      const check = flags['check'] === false ? 0 : flags['check'];
      done(await opt(console, file, { ...flags, check } as Parameters<typeof opt>[2]));
    });
  program
    .command('convert')
    .summary('write a model or a graph as QONNX or as plain ONNX')
    .description(
      'Write a model (any dialect that build reads) or a graph (.fnir, before its hardware layers) as an ONNX model that computes the same.',
    )
    .argument('<model>', 'ONNX or .fnir file')
    .addOption(
      new Option(
        '--to <form>',
        "qonnx: with QONNX's quantisers; standard: with ONNX's own operators only, quantisers written out as arithmetic",
      )
        .choices(['qonnx', 'standard'])
        .default('qonnx'),
    )
    .requiredOption('--out <file>', 'the ONNX file to write')
    .addOption(plugin())
    .addOption(debug())
    .action(async (file: string, flags: Record<string, unknown>) => {
      const { convert } = await import('./commands/convert.ts');
      done(await convert(console, file, flags as unknown as Parameters<typeof convert>[2]));
    });
  program
    .command('explain')
    .description('Explain the code of a message.')
    .argument('<code>', 'such as FINNC2101')
    .addOption(plugin())
    .action(async (code: string, flags: Record<string, unknown>) => {
      const { explain } = await import('./commands/explain.ts');
      done(await explain(console, code, flags));
    });
  program
    .command('list')
    .description('List what finnc and the loaded plugins bring.')
    .argument('<what>', 'ops, layers, passes, backends or boards')
    .option('--json', 'print JSON')
    .addOption(plugin())
    .action(async (what: string, flags: Record<string, unknown>) => {
      const { list } = await import('./commands/list.ts');
      done(await list(console, what, flags));
    });
  program
    .command('doctor')
    .summary('tell what a model is, what becomes hardware, and why the rest does not')
    .description(
      'Examine a model: exporter, dialect, layers, quantisers, what becomes hardware, and for every node that does not, ' +
        'why and what to change in the training script. Without a model: what runs here.\n\n' +
        'Ends with 3 if the model is not supported, 2 if the file is no ONNX model.',
    )
    .argument('[model]', 'ONNX file')
    .option('--env', 'look for the optional tools on the PATH, too')
    .option('--json', 'print JSON')
    .addOption(plugin())
    .addOption(debug())
    .action(async (model: string | undefined, flags: Record<string, unknown>) => {
      if (model === undefined) {
        const { environment } = await import('./commands/environment.ts');
        done(await environment(console, flags));
      } else {
        const { doctor } = await import('./commands/doctor.ts');
        done(await doctor(console, model, flags));
      }
    });
}

const examples = `
Examples:
  finnc build cnv-w1a1.onnx.gz --board ZC706 --fps 9000 --out build/cnv
  finnc build cnv-w1a1.onnx.gz --backend report --fps 9000     only the estimate
  finnc build tfc.onnx --folding folding_config.json --board Pynq-Z1
  finnc build config.yaml model.onnx
  finnc build my-finn-folder
  finnc run build/cnv --input ship.png
  finnc run model.onnx --dataset t10k-images.gz --labels t10k-labels.gz --json
  finnc opt case.fnir --pipeline 'streamline,narrow' --print-after=all
  finnc convert model-qcdq.onnx --to qonnx --out model-qonnx.onnx
  finnc explain FINNC3401
  finnc list boards
  finnc doctor model.onnx
  finnc verify model.onnx --input x.npy --expected y.npy
  finnc diff before.onnx build/after --input x.npy
  finnc doctor --env
`;
