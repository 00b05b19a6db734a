import { processConsole } from './console.ts';
import { outputDiagnostics } from './diagnostics.ts';
import { exitCodeOf } from './exit-code.ts';
import { systemReason } from './files.ts';
import { main } from './main.ts';
import { printDiagnostics } from './terminal.ts';

const console = processConsole();
let lost = false;

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough (`finnc build … | head`) is no reason to stop, or to complain.
  if (error.code === 'EPIPE' || lost) return;
  lost = true;
  // Work goes on: what it writes to files is as good as ever.
  const problem = outputDiagnostics.unprintable({ reason: systemReason(error) });
  printDiagnostics(console.err, [problem]);
  process.exitCode = exitCodeOf([problem]);
});
// Where messages cannot be written, there is nobody to tell.
process.stderr.on('error', () => undefined);

const exitCode = await main(process.argv.slice(2), console);
process.exitCode ||= exitCode;
