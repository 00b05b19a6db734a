import { Option, type Command } from 'commander';
import type { Console } from '../console.ts';
import type { ExitCode } from '../exit-code.ts';
import { collect, debug, plugin, positiveNumber } from './values.ts';

export function addVerify(program: Command, console: Console, done: (code: ExitCode) => void): void {
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
      const { verifyCommand } = await import('../commands/verify.ts');
      done(await verifyCommand(console, model, flags as Parameters<typeof verifyCommand>[2]));
    });
}
