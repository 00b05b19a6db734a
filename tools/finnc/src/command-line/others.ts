import { Option, type Command } from 'commander';
import { configDefaults as defaults } from '../config/defaults.ts';
import type { Console } from '../console.ts';
import type { ExitCode } from '../exit-code.ts';
import { debug, plugin, wholeNumber } from './values.ts';

export function addOthers(program: Command, console: Console, done: (code: ExitCode) => void): void {
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
      const { opt } = await import('../commands/opt.ts');
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
      const { convert } = await import('../commands/convert.ts');
      done(await convert(console, file, flags as unknown as Parameters<typeof convert>[2]));
    });
  program
    .command('explain')
    .description('Explain the code of a message.')
    .argument('<code>', 'such as FINNC2101')
    .addOption(plugin())
    .action(async (code: string, flags: Record<string, unknown>) => {
      const { explain } = await import('../commands/explain.ts');
      done(await explain(console, code, flags));
    });
  program
    .command('list')
    .description('List what finnc and the loaded plugins bring.')
    .argument('[what]', 'ops, layers, passes, backends or boards')
    .option('--json', 'print JSON')
    .addOption(plugin())
    .action(async (what: string | undefined, flags: Record<string, unknown>) => {
      const { list } = await import('../commands/list.ts');
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
        const { environment } = await import('../commands/environment.ts');
        done(await environment(console, flags));
      } else {
        const { doctor } = await import('../commands/doctor.ts');
        done(await doctor(console, model, flags));
      }
    });
}
