import { Command } from 'commander';
import type { Console } from '../console.ts';
import type { ExitCode } from '../exit-code.ts';
import { version } from '../version.ts';
import { addBuild } from './build.ts';
import { addDiff } from './diff.ts';
import { addOthers } from './others.ts';
import { addRun } from './run.ts';
import { addSimulate, addSizeFifos } from './simulate.ts';
import { addVerify } from './verify.ts';

/**
 * All commands with their options.
 *
 * @param done  is given the exit code of the command that was called
 */
export function commands(console: Console, done: (code: ExitCode) => void): Command {
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
  addSimulate(program, console, done);
  addSizeFifos(program, console, done);
  addVerify(program, console, done);
  addDiff(program, console, done);
  addOthers(program, console, done);
  return program;
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
  finnc simulate build/cnv --cycles --vcd cnv.vcd
  finnc size-fifos build/cnv
  finnc opt case.fnir --pipeline 'streamline,narrow' --print-after=all
  finnc convert model-qcdq.onnx --to qonnx --out model-qonnx.onnx
  finnc explain FINNC3401
  finnc list boards
  finnc doctor model.onnx
  finnc verify model.onnx --input x.npy --expected y.npy
  finnc diff before.onnx build/after --input x.npy
  finnc doctor --env
`;
