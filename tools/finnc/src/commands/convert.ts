import { exportModel, writeModel, type OnnxTarget } from '@finnc/frontend';
import { hasErrors, Registry, type Diagnostic } from '@finnc/ir';
import type { Console } from '../console.ts';
import { exitCodeOf, type ExitCode } from '../exit-code.ts';
import { readGraphFile } from '../graph-file.ts';
import { standardPlugins } from '../standard.ts';
import { count, size } from '../steps/describe.ts';
import { entry, printDiagnostics } from '../terminal.ts';
import { writeWholeFile } from '../whole-file.ts';
import { loadPlugins, type CommonFlags } from './context.ts';

export interface ConvertFlags extends CommonFlags {
  readonly to: OnnxTarget;
  readonly out: string;
}

/** `finnc convert model.onnx --to qonnx --out other.onnx`: a graph as an ONNX model that computes the same. */
export async function convert(console: Console, file: string, flags: ConvertFlags): Promise<ExitCode> {
  const loaded = await loadPlugins(console, flags.plugin ?? [], flags.debug);
  const registry = new Registry([...standardPlugins, ...loaded.plugins]);
  const diagnostics: Diagnostic[] = [...loaded.diagnostics, ...registry.problems];
  const read = hasErrors(diagnostics) ? undefined : readGraphFile(console.cwd, file, registry, loaded.plugins);
  diagnostics.push(...(read?.diagnostics ?? []));
  const exported = read?.graph && exportModel(read.graph, registry, flags.to);
  diagnostics.push(...(exported?.diagnostics ?? []));
  if (exported?.model) {
    const bytes = writeModel(exported.model);
    const problem = writeWholeFile(console.cwd, flags.out, bytes);
    if (problem) diagnostics.push(problem);
    else {
      const about = `${count(exported.model.graph.nodes.length, 'node')}, ${size(bytes.length)}`;
      console.out.write(`${entry('output', `${flags.out} (${about})`)}\n`);
    }
  }
  printDiagnostics(console.err, diagnostics);
  return exitCodeOf(diagnostics);
}
