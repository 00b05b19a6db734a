import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hls, hlsBackend, packBeats } from '@finnc/backend-hls';
import {
  hasErrors,
  isInteger,
  renderDiagnostic,
  tensor,
  type Diagnostic,
  type Graph,
  type Registry,
  type ScalarType,
  type Tensor,
} from '@finnc/ir';
import { streams } from '@finnc/ir/hw';
import { onlyNode, type Engine } from '@finnc/layers/testing';

const compiler = process.env['CXX'] ?? 'g++';
let found: boolean | undefined;
const hasCompiler = (): boolean => (found ??= spawnSync(compiler, ['--version']).status === 0);

/**
 * The C++ a layer contributes, compiled by g++ against finnc's shim for `ap_int` and `hls::stream`.
 *
 * Needs a layer with the operand `x` and the result `y`; each folding is compiled for itself, in one to two seconds.
 */
export const compiledEngine: Engine = {
  name: `C++ by ${path.basename(compiler)}`,
  unavailable(op, registry) {
    if (!registry.answers(hls.id, op)) return `${op} brings no C++`;
    return hasCompiler() ? undefined : `${compiler} is not found`;
  },
  run(graph, frames, registry) {
    const folder = mkdtempSync(path.join(tmpdir(), 'finnc-layer-'));
    try {
      emitTo(folder, graph, registry);
      return compute(folder, graph, frames, registry);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function emitTo(folder: string, graph: Graph, registry: Registry): void {
  const diagnostics: Diagnostic[] = [];
  const [board] = registry.boards;
  if (!board) throw new Error('no plugin brings a board');
  const files = hlsBackend.emit(graph, {
    ask: (facet, node, cx) => registry.ask(facet, node, cx),
    report: (diagnostic) => void diagnostics.push(diagnostic),
    target: { board, clockMhz: board.clockMhz, cost: 'finnc' },
    vectors: [],
  });
  if (hasErrors(diagnostics)) throw new Error(diagnostics.map(renderDiagnostic).join('\n'));
  for (const [name, content] of files) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

/** Warnings fail: a user compiles with -Wall -Wextra, too. */
const flags = ['-std=c++14', '-O0', '-Wall', '-Wextra', '-Werror'];

function compute(folder: string, graph: Graph, frames: readonly (readonly Tensor[])[], registry: Registry): Tensor[][] {
  const hlsFolder = path.join(folder, 'hls');
  const sources = ['-I', 'shim', '-I', 'src', 'src/top.cpp', 'tb/tb.cpp', '-o', 'csim'];
  const options = { cwd: hlsFolder, stdio: 'pipe', encoding: 'utf8' } as const;
  execFileSync(compiler, [...flags, ...sources], options);
  const ends = registry.ask(streams, onlyNode(graph), undefined);
  const [into, from] = [ends?.inputs['x'], ends?.outputs['y']];
  const [input, output] = [graph.inputs[0], graph.outputs[0]];
  if (!into || !from || !input || !output) throw new Error('the layer has no operand x or no result y');
  const beats = frames.flatMap(([x]) => (x ? packBeats({ type: input.type, data: x.data }, into.lanes) : []));
  writeFileSync(path.join(hlsFolder, 'in.dat'), `${beats.join('\n')}\n`);
  execFileSync(path.join(hlsFolder, 'csim'), ['--run', 'in.dat', 'out.dat'], options);
  const words = readFileSync(path.join(hlsFolder, 'out.dat'), 'utf8').trim().split('\n');
  return frames.map((_, frame) => {
    const own = words.slice(frame * from.beats, (frame + 1) * from.beats);
    const { elem, shape } = output.type;
    return [tensor(elem, shape, Float64Array.from(own.flatMap((word) => decoded(word, elem, from.lanes))))];
  });
}

function decoded(word: string, elem: ScalarType, lanes: number): number[] {
  if (!isInteger(elem)) throw new Error(`a stream of ${elem.name} is not decoded`);
  const bits = BigInt(`0x${word}`);
  return Array.from({ length: lanes }, (_, lane) => {
    const code = BigInt.asUintN(elem.bits, bits >> BigInt(lane * elem.bits));
    if (elem.kind === 'bipolar') return code === 1n ? 1 : -1;
    return Number(elem.kind === 'int' && !elem.signed ? code : BigInt.asIntN(elem.bits, code));
  });
}
