import { Option, type Command } from 'commander';
import { configDefaults as defaults } from '../config/defaults.ts';
import type { Console } from '../console.ts';
import type { ExitCode } from '../exit-code.ts';
import { collect, debug, plugin } from './values.ts';

export function addBuild(program: Command, console: Console, done: (code: ExitCode) => void): void {
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
    .option('--fps <rate>', 'frames per second to reach: PE and SIMD are chosen for it, at the least cost')
    .option('--max', 'the highest rate that fits the board')
    .option(
      '--objective <what>',
      `what that keeps small: area, lut, bram18, uram, dsp; finn-compat folds as FINN does (default: ${defaults.objective})`,
    )
    .option('--limit <part>', 'most of a resource that the folding may take, such as LUT=70%; may be repeated', collect)
    .option('--folding <file>', "PE and SIMD per layer, in FINN's JSON form")
    .option('--out <folder>', 'output folder (default: finnc-build/<model>)')
    .option('--backend <list>', 'hls, rtl, simulator, report and those of plugins (default: all but rtl)')
    .option('--output <kind>', `logits, argmax for the index of the greatest, or top5 (default: ${defaults.output})`)
    .option('--activations <how>', 'quantisers of more than 4 bits: auto (by cost), thresholds or multiply')
    .option('--sign-padding <how>', 'zeros around images of signs: auto (by cost), two-bit or border')
    .option(
      '--check <count>',
      `seeded inputs on which each graph state is executed and compared; of many, most by the fast simulator (default: ${defaults.check})`,
    )
    .option('--no-check', 'execute and compare nothing')
    .option('--input <file>', 'an input (.png, .jpg, .npy, .npz) to check with, too; may be repeated', collect)
    .option('--cost <laws>', `finnc, or finn for FINN's formulas (default: ${defaults.cost})`)
    .option('--normalize <a/b>', 'inputs are multiplied by a and divided by b in float32')
    .option('--mean <list>', 'mean of each channel of x/255 (or of --normalize), subtracted; part of the network')
    .option('--std <list>', 'standard deviation of each channel, by which the difference is divided')
    .option('--input-layout <layout>', 'nchw, or nhwc for images as cameras give them')
    .option('--input-type <type>', 'what the accelerator is given, such as uint8: normalising becomes part of it')
    .option('--input-quantiser <who>', 'hardware, or host: it hands over codes, a bit a pixel for signs')
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
      const { build } = await import('../commands/build.ts');
      done(await build(console, target, model, flags));
    });
}
