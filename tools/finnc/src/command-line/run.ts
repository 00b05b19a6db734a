import { Option, type Command } from 'commander';
import type { Console } from '../console.ts';
import { decisions } from '../data/decision.ts';
import type { ExitCode } from '../exit-code.ts';
import { debug, divisors, numbers, plugin, positiveNumber, wholeNumber } from './values.ts';

export function addRun(program: Command, console: Console, done: (code: ExitCode) => void): void {
  program
    .command('run')
    .summary('run a model or a build on an input or a labelled data set')
    .description(
      'Run a network bit-exactly as its accelerator would. TARGET is an ONNX file, a folder of BNN-PYNQ parameters, or the folder of a build.',
    )
    .argument('<target>', 'ONNX file, parameter folder or build folder')
    .option('--input <file>', 'PNG, JPEG, .npy or .npz; for several inputs a .npz with an array for each')
    .option(
      '--dataset <images>',
      'labelled images: IDX, CIFAR-10 binary, .npz, .npy, or a folder with a folder of images for each class',
    )
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
    .addOption(
      new Option('--engine <engine>', 'what simulates the hardware; auto takes the fastest there is')
        .choices(['auto', 'native', 'wasm', 'js'])
        .default('auto'),
    )
    .option('--threads <count>', 'threads that frames are divided among (default: the cores)', positiveNumber)
    .option('--confusion', 'of a data set, what frames of each class were taken for')
    .option('--classes <file>', 'class names, one a line or a JSON array')
    .option('--allow-host', 'accept a model of which nothing can be hardware; the host runs it')
    .option('--check <count>', 'seeded inputs on which the compilation is checked', wholeNumber, 1)
    .option('--no-check', 'do not check the compilation')
    .option('--json', 'print one JSON object instead of text')
    .addOption(plugin())
    .addOption(debug())
    .action(async (target: string, flags: Record<string, unknown>) => {
      const { run } = await import('../commands/run.ts');
      const check = flags['check'] === false ? 0 : flags['check'];
      done(await run(console, target, { ...flags, check } as Parameters<typeof run>[2]));
    });
}
