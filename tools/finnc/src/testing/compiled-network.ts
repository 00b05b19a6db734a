import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hlsBackend } from '@finnc/backend-hls';
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
import { packBeats } from '@finnc/ir/hw';

export const compiler = process.env['CXX'] ?? 'g++';
let found: boolean | undefined;
export const hasCompiler = (): boolean => (found ??= spawnSync(compiler, ['--version']).status === 0);

/** A graph of layers as a program: the C++ that the `hls` backend writes, by g++ against finnc's shim. */
export interface CompiledNetwork {
  /** Outputs of each frame, in the types of the graph's outputs. */
  run(frames: readonly (readonly Tensor[])[]): Tensor[][];
  /** Deletes the program. */
  dispose(): void;
}

/** How a port of `interface.json` is packed. */
interface PackedPort {
  readonly elementsPerBeat: number;
  readonly beatsPerFrame: number;
}
interface Interface {
  readonly inputs: readonly PackedPort[];
  readonly outputs: readonly PackedPort[];
}

/** Warnings fail: a user compiles with -Wall -Wextra, too. */
const flags = ['-std=c++14', '-Wall', '-Wextra', '-Werror'];

/**
 * Emits and compiles a graph in the folded stage.
 *
 * @param optimise  g++'s -O: 0 compiles fastest, 1 pays for whole networks
 * @throws Error if it cannot be emitted or g++ has anything to say
 */
export function compileNetwork(graph: Graph, registry: Registry, optimise: 0 | 1 | 2): CompiledNetwork {
  const folder = mkdtempSync(path.join(tmpdir(), 'finnc-cpp-'));
  const dispose = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    emitTo(folder, graph, registry);
    const cwd = path.join(folder, 'hls');
    const sources = ['-I', 'shim', '-I', 'src', 'src/top.cpp', 'tb/tb.cpp', '-o', 'csim'];
    execFileSync(compiler, [...flags, `-O${optimise}`, ...sources], { cwd, stdio: 'pipe', encoding: 'utf8' });
    const ports = JSON.parse(readFileSync(path.join(cwd, 'interface.json'), 'utf8')) as Interface;
    return { run: (frames) => runFrames(cwd, graph, ports, frames), dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

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

function runFrames(cwd: string, graph: Graph, ports: Interface, frames: readonly (readonly Tensor[])[]): Tensor[][] {
  const inFiles = ports.inputs.map(({ elementsPerBeat }, i) => {
    const { type } = graph.inputs[i]!;
    const beats = frames.flatMap((inputs) => packBeats({ type, data: inputs[i]!.data }, elementsPerBeat));
    writeFileSync(path.join(cwd, `in_${i}.dat`), `${beats.join('\n')}\n`);
    return `in_${i}.dat`;
  });
  const outFiles = ports.outputs.map((_, i) => `out_${i}.dat`);
  execFileSync(path.join(cwd, 'csim'), ['--run', ...inFiles, ...outFiles], { cwd, stdio: 'pipe', encoding: 'utf8' });
  const words = outFiles.map((name) => readFileSync(path.join(cwd, name), 'utf8').trim().split('\n'));
  return frames.map((_, frame) =>
    ports.outputs.map(({ elementsPerBeat, beatsPerFrame }, i) => {
      const { elem, shape } = graph.outputs[i]!.type;
      const own = words[i]!.slice(frame * beatsPerFrame, (frame + 1) * beatsPerFrame);
      return tensor(elem, shape, Float64Array.from(own.flatMap((word) => decoded(word, elem, elementsPerBeat))));
    }),
  );
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
