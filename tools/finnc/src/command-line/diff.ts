import type { Command } from 'commander';
import type { Console } from '../console.ts';
import type { ExitCode } from '../exit-code.ts';
import { collect, debug, plugin, positiveNumber } from './values.ts';

export function addDiff(program: Command, console: Console, done: (code: ExitCode) => void): void {
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
      const { diffCommand } = await import('../commands/diff.ts');
      done(await diffCommand(console, a, b, flags));
    });
}
