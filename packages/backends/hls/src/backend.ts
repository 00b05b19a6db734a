import { defineBackend, definePlugin, type Files } from '@finnc/ir';
import { interfaceFile, vectorFiles } from '@finnc/ir/hw';
import { hlsDiagnostics } from './diagnostics.ts';
import { layOut } from './emit/design.ts';
import { makefile, readme, vitisScript } from './emit/project.ts';
import { testbench } from './emit/testbench.ts';
import { parameters, topHeader, topSource } from './emit/top.ts';
import { hlslib } from './hlslib.generated.ts';

/**
 * Place of a library header in the project: the layers under `src`, where Vitis looks; the shim apart, where it must
 * not; what testbenches share beside the testbench.
 */
const placeOf = (path: string): string => (/^(shim|tb)\//.test(path) ? path : `src/${path}`);

/** A Vitis-style C++14 project with its own header library, a self-checking testbench and a Makefile for plain g++. */
export const hlsBackend = defineBackend({
  name: 'hls',
  summary: 'HLS C++ project: one streaming engine a layer, testbench, Vitis Tcl, make csim.',
  emit(graph, cx): Files {
    const design = layOut(graph, cx);
    if (!design) return new Map();
    const files = new Map<string, string>([
      ['README.md', readme(design)],
      ['Makefile', makefile()],
      ['run_hls.tcl', vitisScript(design, cx.target.board.part, cx.target.clockMhz)],
      ['interface.json', interfaceFile(graph, design)],
      ['src/top.hpp', topHeader(design)],
      ['src/top.cpp', topSource(design)],
      ['src/parameters.hpp', parameters(design)],
      ['tb/tb.cpp', testbench(design)],
    ]);
    for (const [path, text] of vectorFiles(design, cx.vectors)) files.set(path, text);
    for (const [path, text] of hlslib) files.set(placeOf(path), text);
    for (const { process } of design.processes)
      for (const [path, text] of process.sources ?? []) files.set(`src/${path}`, text);
    return new Map([...files].map(([path, text]) => [`hls/${path}`, text]));
  },
});

export const hlsPlugin = definePlugin({
  name: '@finnc/backend-hls',
  backends: [hlsBackend],
  diagnostics: [hlsDiagnostics],
});
