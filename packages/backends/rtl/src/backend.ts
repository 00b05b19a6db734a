import { defineBackend, definePlugin, type Files } from '@finnc/ir';
import { interfaceFile, vectorFiles } from '@finnc/ir/hw';
import { rtlDiagnostics } from './diagnostics.ts';
import { bench, clockedBench } from './emit/bench.ts';
import { layOut } from './emit/design.ts';
import { makefile, readme, vivadoScript, yosysScript } from './emit/project.ts';
import { topModule } from './emit/top.ts';
import { memoryPath } from './facet.ts';
import { rtllib } from './rtllib.generated.ts';

/** Place of a library file in the project: what only a simulation reads lies apart from the design, what proofs read nowhere. */
const placeOf = (path: string): string => (path.startsWith('bench/') ? path.replace('bench/', 'tb/') : `lib/${path}`);

/** A vendor-neutral SystemVerilog project with its own library and a self-checking bench for Verilator. */
export const rtlBackend = defineBackend({
  name: 'rtl',
  summary: 'SystemVerilog project: one module a layer, self-checking bench, Yosys and Vivado scripts, make sim.',
  emit(graph, cx): Files {
    const design = layOut(graph, cx);
    if (!design) return new Map();
    const files = new Map<string, string>([
      ['README.md', readme(design)],
      ['Makefile', makefile(design)],
      ['synth.ys', yosysScript(design)],
      ['synth.tcl', vivadoScript(design, cx.target.board.part, cx.target.clockMhz)],
      ['interface.json', interfaceFile(graph, design)],
      [`src/${design.top}.sv`, topModule(design)],
      [`tb/${design.top}_bench.sv`, bench(design)],
      [`tb/${design.top}_tb.sv`, clockedBench(design)],
    ]);
    for (const [path, text] of vectorFiles(design, cx.vectors)) files.set(path, text);
    for (const [path, text] of rtllib) if (!path.startsWith('formal/')) files.set(placeOf(path), text);
    for (const { rtl } of design.instances) {
      for (const [file, image] of rtl.memories ?? []) files.set(memoryPath(file), image);
      for (const [file, text] of rtl.sources ?? []) files.set(`src/${file}`, text);
    }
    return new Map([...files].map(([path, text]) => [`rtl/${path}`, text]));
  },
});

export const rtlPlugin = definePlugin({
  name: '@finnc/backend-rtl',
  backends: [rtlBackend],
  diagnostics: [rtlDiagnostics],
});
