import {
  newPortArray,
  opcodes,
  slicedProgram,
  type Engine,
  type Opcode,
  type SlicedProgram,
} from '@finnc/backend-simulator';
import { engineOf } from '../variants.ts';
import type { LimitRow, Limits } from './limits/limits.ts';
import type { Setting } from './ours.ts';
import { measureInTurns, type Effort, type Measurement } from './subject.ts';

/** All instructions of one kind in a network, and what the machine would allow. */
export interface KernelRow {
  readonly network: string;
  readonly engine: string;
  readonly instruction: string;
  /** Operations on whole vectors a frame, as a part of one: a vector serves as many frames as it has bits. */
  readonly operations: number;
  /** Microseconds a frame, of one core; absent where operations were not counted or the limit is not known. */
  readonly limit?: number;
  readonly reached: number;
}

/** Logical operations of a full adder: two with instructions of three operands, five without. */
const adderOperations = (width: number): number => (width === 64 ? 2 : 5);

/** The row of limits that an engine's vectors have. */
const limitsOf: Readonly<Record<string, string>> = {
  'native AVX-512': 'AVX-512',
  'native AVX2': 'AVX2',
  'native 128 bits': '128 bits',
  wasm: '128 bits',
};

/** Times the instructions of a network's bit-sliced program by kind, in turns, on one core. */
export async function kernelRows(setting: Setting, limits: readonly LimitRow[], effort: Effort): Promise<KernelRow[]> {
  const { network, graph, registry, variant } = setting;
  const engine = await engineOf(variant);
  if (typeof engine === 'string' || !engine.sliced) return [];
  const { program } = slicedProgram(graph, registry, engine.sliced);
  if (!program) return [];
  const known = limits.find(({ name }) => name === limitsOf[variant.name])?.limits;
  const kinds = instructionsByKind(program);
  const subjects = [...kinds].map(([kind, parts]) => partSubject(engine.sliced!, program, kind, parts, setting));
  const measured = await measureInTurns(subjects, effort);
  for (const subject of subjects) subject.close();
  const frames = engine.sliced.frames;
  return [...kinds].map(([kind, parts], i) => {
    const operations = known ? operationsOf(kind, parts, program, known) / frames : 0;
    const limit = known && operations > 0 ? { limit: (operations / known.logic) * 1e6 } : {};
    const reached = 1e6 / measured[i]!.rate!.framesPerSecond;
    return { network: network.name, engine: variant.name, instruction: kind, operations, ...limit, reached };
  });
}

/** The program of one frame at a time against the same limits, from what a frame takes inside the engine. */
export function frameRow(
  { network, variant }: Setting,
  rows: readonly Measurement[],
  limits: readonly LimitRow[],
): KernelRow[] {
  const known = limits.find(({ name }) => name === limitsOf[variant.name])?.limits;
  const row = rows.find(
    ({ engine, mode, batch, ...about }) =>
      about.network === network.name && engine === variant.name && mode === 'latency' && batch > 1,
  );
  if (!row?.rate) return [];
  const byBits = network.products === 'bits';
  const operations = network.operations / ((known?.width ?? 1) * (byBits ? 8 : 1));
  const perSecond = known && (byBits ? known.popcount : known.dot / known.width);
  return [
    {
      network: network.name,
      engine: variant.name,
      instruction: byBits ? 'one frame, counts of bits' : 'one frame, products of bytes',
      operations,
      ...(perSecond ? { limit: (operations / perSecond) * 1e6 } : {}),
      reached: 1e6 / row.rate.framesPerSecond,
    },
  ];
}

/** Arguments of the instructions of each kind. */
function instructionsByKind({ code }: SlicedProgram): Map<Opcode, Int32Array[]> {
  const names = new Map(Object.entries(opcodes).map(([name, opcode]) => [opcode as number, name as Opcode]));
  const kinds = new Map<Opcode, Int32Array[]>();
  for (let at = 0; at < code.length; at += 2 + code[at + 1]!) {
    const kind = names.get(code[at]!)!;
    kinds.set(kind, [...(kinds.get(kind) ?? []), code.subarray(at + 2, at + 2 + code[at + 1]!)]);
  }
  return kinds;
}

/** The program without all other instructions: what planes hold does not matter to the time. */
function partSubject(
  engine: NonNullable<Engine['sliced']>,
  program: SlicedProgram,
  kind: Opcode,
  parts: readonly Int32Array[],
  { network, variant }: Setting,
) {
  const code = Int32Array.from(parts.flatMap((args) => [opcodes[kind], args.length, ...args]));
  const loaded = engine.load({ ...program, code });
  const frames = 2 * engine.frames;
  const inputs = program.inputs.map((format) => newPortArray(format, frames));
  const outputs = program.outputs.map((format) => newPortArray(format, frames));
  return {
    engine: variant.name,
    detail: kind,
    network: network.name,
    threads: 1,
    mode: 'throughput' as const,
    batch: frames,
    run(calls: number): void {
      for (let call = 0; call < calls; call++) loaded.run(inputs, frames, outputs);
    },
    close(): void {
      loaded.close();
    },
  };
}

/** Operations on whole vectors that instructions need for a slice; 0 where they mostly move data. */
function operationsOf(kind: Opcode, parts: readonly Int32Array[], program: SlicedProgram, { width }: Limits): number {
  const sum = (of: (args: Int32Array) => number): number => parts.reduce((total, args) => total + of(args), 0);
  if (kind === 'product') return sum((args) => productAdders(args, program)) * adderOperations(width);
  // A window's sum adds a group at a time, 16 bits a frame.
  if (kind === 'table') return sum(([, , pixels, , , groups, , rows]) => pixels! * groups! * rows! * 16);
  return 0;
}

/** Additions of two of the eight counts of a block, for its four sums. */
const COMBINING = 18;

/** Full adders of a product: one an entry of a list and bit of the input, and those that combine the counts of a block. */
function productAdders(args: Int32Array, { data }: SlicedProgram): number {
  const [pixels = 0, , inBits = 0, rows = 0, weightPlanes = 0, , starts = 0, accBits = 0] = args;
  const classBits = args[16]!;
  let adders = 0;
  for (let list = 0; list < Math.ceil(rows / 4) * weightPlanes; list++) {
    const start = data[starts + list]!;
    for (let i = 0; i < 8; i++) adders += (data[start + 3 * i + 1]! + data[start + 3 * i + 2]!) * inBits;
    adders += COMBINING * (classBits + 2) + 4 * accBits;
  }
  return adders * pixels;
}
