import { CommanderError } from 'commander';
import { commands } from './command-line/program.ts';
import type { Diagnostic } from '@finnc/ir';
import type { Console } from './console.ts';
import { driverDiagnostics } from './diagnostics.ts';
import { exitCodeOf, exitCodes, type ExitCode } from './exit-code.ts';
import { reasonOf } from './data/loaded.ts';
import { printDiagnostics } from './terminal.ts';

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
    // All errors that carry a diagnostic are ours.
    const { pluginProblem } = await import('./plugins/problem.ts');
    const problem = reported(error) ?? pluginProblem(error) ?? driverDiagnostics.internal({ reason: reasonOf(error) });
    const failed = fail(problem);
    if (argv.includes('--debug') && error instanceof Error) console.err.write(`${error.stack ?? ''}\n`);
    return failed;
  }
}

/** What an error says by itself: a file that cannot be read, a worker of the simulator that has died. */
function reported(error: unknown): Diagnostic | undefined {
  const { diagnostic } = error instanceof Error ? (error as Error & { readonly diagnostic?: Diagnostic }) : {};
  return diagnostic;
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
