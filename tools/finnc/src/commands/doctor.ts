import { Registry, type Diagnostic } from '@finnc/ir';
import type { Console } from '../console.ts';
import { examine } from '../doctor/examine.ts';
import { examinationText } from '../doctor/render.ts';
import { exitCodeOf, type ExitCode } from '../exit-code.ts';
import { readUserFile } from '../files.ts';
import { dataBeside, nodeGunzip } from '../model-file.ts';
import { standardPlugins } from '../standard.ts';
import { painter, printDiagnostics } from '../terminal.ts';
import { loadPlugins, type CommonFlags } from './context.ts';

export interface DoctorFlags extends CommonFlags {
  readonly json?: boolean;
}

/** `finnc doctor model.onnx`: what the model is, what becomes hardware, what does not and why. */
export async function doctor(console: Console, file: string, flags: DoctorFlags): Promise<ExitCode> {
  const { plugins, diagnostics } = await loadPlugins(console, flags.plugin ?? [], flags.debug);
  const bytes = readUserFile(console.cwd, file, 'model');
  const registry = new Registry([...standardPlugins, ...plugins]);
  const problems: readonly Diagnostic[] = [
    ...diagnostics,
    ...registry.problems,
    ...(bytes.problem ? [bytes.problem] : []),
  ];
  if (!bytes.value || problems.length > 0) {
    const exitCode = exitCodeOf(problems);
    if (flags.json) console.out.write(`${JSON.stringify({ exitCode, diagnostics: problems }, undefined, 2)}\n`);
    else printDiagnostics(console.err, problems);
    return exitCode;
  }
  const found = await examine({
    model: bytes.value,
    file,
    plugins,
    externalData: dataBeside(console.cwd, file),
    gunzip: nodeGunzip,
  });
  if (flags.json) console.out.write(`${JSON.stringify(found, undefined, 2)}\n`);
  else {
    console.out.write(examinationText(found, painter(console.out)));
    printDiagnostics(console.err, found.diagnostics);
  }
  return found.exitCode;
}
