import type { Command } from 'commander';
import type { Console } from '../console.ts';
import type { ExitCode } from '../exit-code.ts';
import { debug, plugin, positiveNumber } from './values.ts';

export function addSimulate(program: Command, console: Console, done: (code: ExitCode) => void): void {
  program
    .command('simulate')
    .summary('run a design in time: rate, latency, stalls and what FIFOs hold')
    .description(
      'Run a design clock cycle by clock cycle, as its RTL does: steady interval, first output, latency of one frame, ' +
        'utilisation of layers, stalls by cause and the most that each FIFO holds. Values do not matter to it; finnc run computes them.',
    )
    .argument('<design>', 'folder of a build, ONNX file, or .fnir in stage folded')
    .requiredOption('--cycles', 'simulate clock cycles')
    .option(
      '--frames <count>',
      'frames of the run that lastOutput ends (default: until everything repeats)',
      positiveNumber,
    )
    .option('--vcd <file>', 'write the first frames as value change dump, for GTKWave')
    .option('--board <name>', 'board whose clock counts; and to compile a model for')
    .option('--fps <rate>', 'frames per second that PE and SIMD of a model are chosen for', positiveNumber)
    .option('--folding <file>', "PE and SIMD of a model, in FINN's JSON form")
    .option('--json', 'print one JSON object instead of text')
    .addOption(plugin())
    .addOption(debug())
    .action(async (design: string, flags: Record<string, unknown>) => {
      const { simulateCommand } = await import('../commands/simulate.ts');
      done(await simulateCommand(console, design, flags));
    });
}

export function addSizeFifos(program: Command, console: Console, done: (code: ExitCode) => void): void {
  program
    .command('size-fifos')
    .summary('least depths of FIFOs that keep the rate, with the proof')
    .description(
      'Choose the least depths of FIFOs with which a frame comes as often as with endless ones, or as is asked for. ' +
        'Prints each FIFO, what FINN would take, and the proof; a build does the same in its step size-fifos.',
    )
    .argument('<design>', 'folder of a build, ONNX file, or .fnir in stage folded')
    .option('--interval <cycles>', 'cycles a frame may take (default: what the slowest layer takes)', positiveNumber)
    .option('--latency <cycles>', 'cycle in which the first frame has to have left', positiveNumber)
    .option('--exact', 'do not round depths up to what costs no more memory')
    .option('--board <name>', 'board whose clock counts; and to compile a model for')
    .option('--fps <rate>', 'frames per second, for FIFOs and for PE and SIMD of a model', positiveNumber)
    .option('--folding <file>', "PE and SIMD of a model, in FINN's JSON form")
    .option('--json', 'print one JSON object instead of text')
    .addOption(plugin())
    .addOption(debug())
    .action(async (design: string, flags: Record<string, unknown>) => {
      const { sizeFifosCommand } = await import('../commands/size-fifos.ts');
      done(await sizeFifosCommand(console, design, flags));
    });
}
