import { randomSource } from '@finnc/ir';
import type { PortArray } from '../engine.ts';
import { type interpretSliced } from './interpret.ts';
import { appendLists } from './lists.ts';
import type { SignPlane } from './signs.ts';
import { inputKinds, opcodes, productModes, type Opcode, type SlicedProgram } from './program.ts';
import { Words } from '../words.ts';

/** A program of one instruction: its operands come from an input of bytes, and its result goes to an output, plane by plane. */
export interface InstructionCase {
  readonly what: string;
  readonly program: SlicedProgram;
  readonly inputs: readonly PortArray[];
  readonly frames: number;
}

/** What a case makes of its random numbers. */
export interface InstructionOptions {
  readonly complements: boolean;
  /** Most elements of what is long: lists, rows, vectors. */
  readonly size?: number;
  /** Of a product of one row, whose inputs are all of one class. */
  readonly depth?: number;
}

/** Outputs of an engine for a case, frame-major. */
export function outputsOf(
  { program, inputs, frames }: InstructionCase,
  run: typeof interpretSliced,
): readonly (readonly number[])[] {
  const outputs = program.outputs.map(({ length }) => new Int32Array(frames * length));
  run(program, inputs, frames, outputs);
  return outputs.map((output) => Array.from(output));
}

/** Random arguments for an instruction, the same for a seed. */
export function randomInstruction(opcode: Opcode, seed: number, options: InstructionOptions): InstructionCase {
  const machine = new CaseBuilder(seed, options);
  const what = makers[opcode](machine);
  return machine.finish(`${opcode} ${seed}: ${what}`);
}

type Maker = (machine: CaseBuilder) => string;

class CaseBuilder {
  readonly #random: () => number;
  readonly words = new Words();
  readonly #code: number[] = [];
  readonly #inputs: { readonly array: keyof typeof inputKinds; readonly length: number; readonly values: PortArray }[] =
    [];
  readonly #outputs: number[] = [];
  readonly frames: number;
  readonly complements: boolean;
  readonly size: number;
  readonly depth: number | undefined;
  #planes = 2;

  constructor(seed: number, { complements, size = 40, depth }: InstructionOptions) {
    this.#random = randomSource(seed);
    this.complements = complements;
    this.size = size;
    this.depth = depth;
    this.frames = this.below(6) === 0 ? this.from(1, 400) : this.from(1, 140);
  }

  finish(what: string): InstructionCase {
    for (const [start, planes] of this.#watched)
      this.emit('store', this.output(planes), 1, planes, this.data([start]), 1, 1, 0);
    const program: SlicedProgram = {
      code: Int32Array.from(this.#code),
      data: this.words.finish(),
      planes: this.#planes,
      inputs: this.#inputs.map(({ array, length }) => ({ array, length })),
      outputs: this.#outputs.map((length) => ({ array: 'int32', length })),
      complements: this.complements,
      bitProducts: 0,
    };
    return { what, program, inputs: this.#inputs.map(({ values }) => values), frames: this.frames };
  }

  below(count: number): number {
    return Math.floor(this.#random() * count);
  }

  from(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  list(length: number, item: (index: number) => number): number[] {
    return Array.from({ length }, (_, index) => item(index));
  }

  rising(length: number, low: number, high: number): number[] {
    return this.list(length, () => this.from(low, high)).sort((a, b) => a - b);
  }

  data(words: ArrayLike<number>): number {
    return this.words.append(words);
  }

  emit(opcode: Opcode, ...args: readonly number[]): void {
    this.#code.push(opcodes[opcode], args.length, ...args);
  }

  room(planes: number): number {
    const at = this.#planes;
    this.#planes += planes;
    return at;
  }

  input(array: keyof typeof inputKinds, length: number, value: () => number): number {
    const arrays = { uint8: Uint8Array, int8: Int8Array, int32: Int32Array, float32: Float32Array };
    const values = new arrays[array](this.frames * length);
    for (let i = 0; i < values.length; i++) values[i] = value();
    return this.#inputs.push({ array, length, values }) - 1;
  }

  output(length: number): number {
    return this.#outputs.push(length) - 1;
  }

  /** Random planes; some networks have more ones than zeros. */
  randomPlanes(count: number): number {
    const length = Math.ceil(count / 8);
    const at = this.room(8 * length);
    const mask = this.pick([() => 255, () => 255, () => this.below(256), () => 255 * this.below(2)]);
    const input = this.input('uint8', length, () => (this.below(256) & mask()) | (mask() === 0 ? 255 : 0));
    this.emit('codes', input, inputKinds.uint8, 1, length, at, 8 * length, 8, 0, -1);
    return at;
  }

  /** Complements of planes, at the distance that is returned. */
  complementsOf(start: number, planes: number): number {
    const at = this.room(planes);
    this.emit('invert', 1, planes, this.data([start]), this.data([at]));
    return at - start;
  }

  /** Planes that go to an output at the end. */
  watch(start: number, planes: number): void {
    this.#watched.push([start, planes]);
  }
  readonly #watched: (readonly [start: number, planes: number])[] = [];
}

/** Vectors of `length` elements of `bits` random planes, and where they begin, in any order and with overlaps. */
function vectors(m: CaseBuilder, count: number, length: number, bits: number): number {
  const room = length * bits * m.from(1, 3);
  const at = m.randomPlanes(room);
  return m.data(m.list(count, () => at + m.below(room - length * bits + 1)));
}

/** Room for vectors, a gap after each. */
function results(m: CaseBuilder, count: number, planes: number): number {
  const stride = planes + m.below(3);
  const at = m.room(count * stride);
  m.watch(at, count * stride);
  return m.data(m.list(count, (i) => at + i * stride));
}

const isKindOfBytes = (kind: string): boolean => kind === 'uint8' || kind === 'int8';

function inputOf(
  m: CaseBuilder,
  kind: keyof typeof inputKinds,
  length: number,
): { input: number; low: number; high: number } {
  const range = { uint8: [0, 255], int8: [-128, 127], int32: [-100000, 100000], float32: [-4, 4] } as const;
  const [low, high] = range[kind];
  const whole = (): number => m.from(low, high);
  const edges = [-(2 ** 31), 2 ** 31 - 1, low, high];
  const real = (): number => m.pick([NaN, Infinity, -Infinity, 0, m.from(-400, 400) / 100, m.from(-4, 4)]);
  const value = { uint8: whole, int8: whole, int32: () => (m.below(9) === 0 ? m.pick(edges) : whole()), float32: real };
  return { input: m.input(kind, length, value[kind]), low, high };
}

const makers: Readonly<Record<Opcode, Maker>> = {
  pack(m) {
    const kind = m.pick(['uint8', 'int8', 'int32', 'float32'] as const);
    const [count, length] = [m.from(1, 4), m.from(1, m.size)];
    const steps = m.pick([0, 1, 1, 1, 3, 7, m.from(1, 40), 300]);
    const outBits = Math.max(1, Math.ceil(Math.log2(steps + 1))) + m.below(2);
    const { input, low, high } = inputOf(m, kind, count * length);
    const rows = m.pick([1, length]);
    const thresholds = Array.from({ length: rows }, () =>
      kind === 'float32'
        ? m.list(steps, () => m.from(-50, 50) / 10).sort((a, b) => a - b)
        : m.rising(steps, low - 9, high + 9),
    ).flat();
    const ptr = m.data(kind === 'float32' ? new Int32Array(new Float32Array(thresholds).buffer) : thresholds);
    const stride = length * outBits + m.below(3);
    const dst = m.room(count * stride);
    m.emit('pack', input, inputKinds[kind], count, length, dst, stride, outBits, steps, rows, ptr);
    m.watch(dst, count * stride);
    return `${kind}, ${count} × ${length}, ${steps} steps in ${rows} rows`;
  },
  codes(m) {
    const kind = m.pick(['uint8', 'int8', 'int32'] as const);
    const [count, length] = [m.from(1, 4), m.from(1, m.size)];
    const { input, low } = inputOf(m, kind, count * length);
    const isMapped = isKindOfBytes(kind) && m.below(3) === 0;
    const bits = isMapped || kind === 'int32' ? m.from(1, 18) : m.from(1, 9);
    const stride = length * bits + m.below(3);
    const dst = m.room(count * stride);
    const map = isMapped ? m.data(m.list(256, () => m.from(-70000, 70000))) : -1;
    m.emit('codes', input, inputKinds[kind], count, length, dst, stride, bits, isMapped ? -3 : low, map);
    m.watch(dst, count * stride);
    return `${kind}, ${count} × ${length}, ${bits} bits${isMapped ? ' mapped' : ''}`;
  },
  table(m) {
    const kind = m.pick(['uint8', 'int8'] as const);
    const length = m.from(3, 4 * m.size);
    const { input } = inputOf(m, kind, length);
    const [triples, pixels, rows] = [m.from(1, 20), m.from(1, 5), m.from(1, 9)];
    const groups = m.pick([1, 2, 9, m.from(1, 9), m.from(10, 40)]);
    const steps = m.pick([1, 1, 3, m.from(1, 15)]);
    const outBits = Math.ceil(Math.log2(steps + 1)) + Number(m.below(4) === 0);
    const isMapped = m.below(3) === 0;
    // Of any numbers, or the byte itself less a number and with a few steps.
    const first = m.pick([-128, -3, 0]);
    const stairs = m.rising(3, 0, 300);
    const image = m.pick([
      () => m.from(-270, 270),
      (x: number) => Math.min(first + 255, x + first + stairs.filter((step) => x >= step).length),
    ]);
    const map = isMapped ? m.data(m.list(256, image)) : -1;
    const most = m.pick([300, 32767]);
    m.emit(
      'table',
      ...[input, inputKinds[kind], pixels, triples, m.data(m.list(3 * triples, () => m.from(-1, length - 1)))],
      ...[groups, m.data(m.list(pixels * groups, () => m.below(triples)))],
      ...[rows, m.data(m.list(rows * groups, () => m.below(8)))],
      ...[steps, m.data(Array.from({ length: rows }, () => m.rising(steps, -most, most)).flat())],
      ...[results(m, pixels, rows * outBits), outBits, map],
    );
    return `${kind}, ${groups} groups, ${steps} steps${isMapped ? ' mapped' : ''}`;
  },
  product,
  max(m) {
    const [count, taps, length, bits] = [
      m.from(1, 5),
      m.from(1, 9),
      m.from(1, m.size),
      m.pick([1, 1, 2, m.from(1, 12)]),
    ];
    const src = vectors(m, count * taps, length, bits);
    m.emit('max', count, taps, length, bits, src, results(m, count, length * bits));
    return `${taps} taps of ${bits} bits`;
  },
  copy: (m) => move(m, 'copy'),
  invert: (m) => move(m, 'invert'),
  add(m) {
    const [count, length, aBits, bBits] = [m.from(1, 4), m.from(1, m.size), m.from(1, 10), m.from(1, 10)];
    const [aFactor, bFactor] = [m.from(-20, 20), m.from(-20, 20)];
    const least = Math.min(0, aFactor) * (2 ** aBits - 1) + Math.min(0, bFactor) * (2 ** bBits - 1);
    const most = Math.max(0, aFactor) * (2 ** aBits - 1) + Math.max(0, bFactor) * (2 ** bBits - 1);
    const initial = m.from(0, 9) - least;
    const outBits = Math.max(1, Math.ceil(Math.log2(most + initial + 1)));
    const [a, b] = [vectors(m, count, length, aBits), vectors(m, count, length, bBits)];
    m.emit(
      'add',
      count,
      length,
      a,
      aBits,
      aFactor,
      b,
      bBits,
      bFactor,
      initial,
      results(m, count, length * outBits),
      outBits,
    );
    return `${aFactor} · ${aBits} bits, ${bFactor} · ${bBits} bits`;
  },
  steps(m) {
    const [count, length, inBits] = [m.from(1, 4), m.from(1, m.size), m.from(1, 12)];
    const [rows, steps] = [m.pick([1, length]), m.pick([1, 3, 15, m.from(1, 40)])];
    const outBits = Math.ceil(Math.log2(steps + 1)) + m.below(2);
    const thresholds = m.data(Array.from({ length: rows }, () => m.rising(steps, -3, 2 ** inBits + 3)).flat());
    const src = vectors(m, count, length, inBits);
    m.emit('steps', count, length, src, inBits, rows, steps, thresholds, results(m, count, length * outBits), outBits);
    return `${steps} steps of ${inBits} bits`;
  },
  argmax(m) {
    const [count, length, bits] = [m.from(1, 4), m.pick([1, 2, 10, m.from(1, 2 * m.size)]), m.from(1, 12)];
    m.emit('argmax', m.output(count), count, length, vectors(m, count, length, bits), bits);
    return `${count} × ${length} of ${bits} bits`;
  },
  store(m) {
    const [count, length, bits] = [m.from(1, 4), m.from(1, m.size), m.from(1, 20)];
    const output = m.output(count * length);
    m.emit('store', output, count, length, vectors(m, count, length, bits), bits, m.from(-50, 50), m.from(-5000, 5000));
    return `${bits} bits`;
  },
};

function move(m: CaseBuilder, opcode: 'copy' | 'invert'): string {
  const [count, run] = [m.from(1, 6), m.from(1, m.size)];
  const src = vectors(m, count, run, 1);
  m.emit(opcode, count, run, src, results(m, count, run));
  return `${count} × ${run}`;
}

function product(m: CaseBuilder): string {
  const pixels = m.pick([1, 2, m.from(1, 40)]);
  const rows = m.depth === undefined ? m.from(1, 13) : 1;
  const depth = m.depth ?? m.from(1, pixels > 2 ? m.size : m.size * m.pick([1, 4, 16]));
  const isSingle = m.below(2) === 0;
  const [inBits, weightPlanes] = isSingle ? [m.pick([1, 1, m.from(2, 4)]), 1] : [m.from(1, 4), m.from(1, 4)];
  const shifts = isSingle ? [0] : m.list(weightPlanes, () => m.below(5));
  // Elements lie in any order; the last is 0, and behind a distance lie the complements.
  const stride = inBits * (depth + 1);
  const images = m.from(1, 3);
  const at = m.randomPlanes(images * stride);
  const zeros = m.room(inBits);
  const distance = m.complements ? m.complementsOf(at, images * stride) : undefined;
  const base = m.from(0, images - 1) * stride;
  const inputs = {
    elements: Int32Array.from({ length: depth }, (_, k) => k * inBits),
    zero: zeros - at - base,
    ...(distance === undefined ? {} : { complement: distance }),
  };
  // Rows that are nearly alike have one class that is much longer than the others.
  const isOneSided = m.below(3) === 0;
  const [starts, excess]: [number[], number[]] = [[], new Array<number>(rows).fill(0)];
  let longest = 0;
  // Planes of signs that are counted together, as those of −1, 0 and 1 are.
  const isPair = m.below(3) === 0;
  const signs = (): SignPlane => ({
    numbers: Uint8Array.from({ length: rows * depth }, () => (isOneSided ? Number(m.below(40) > 0) : m.below(2))),
    bit: 0,
    whenClear: 0,
  });
  const planes = shifts.map(() => (isPair ? [signs(), signs()] : [signs()]));
  for (let first = 0; first < rows; first += 4) {
    planes.forEach((alike, j) => {
      const lists = appendLists(m.words, alike, first, rows, inputs);
      starts.push(lists.start);
      longest = Math.max(longest, lists.longest);
      for (let r = first; r < Math.min(first + 4, rows); r++) excess[r]! += lists.excess[r - first]! * 2 ** shifts[j]!;
    });
  }
  const hasShared = !isSingle && m.below(2) === 0;
  const sharedShift = m.below(3);
  const shared = hasShared ? m.data([depth, ...inputs.elements]) : -1;
  const mode = m.pick(['sign', 'sign', 'steps', 'value'] as const);
  const largest =
    (isPair ? 2 : 1) *
    depth *
    (2 ** inBits - 1) *
    (shifts.reduce((sum, shift) => sum + 2 ** shift, 0) + 2 ** sharedShift);
  const bias = excess.map((n) => -n * (2 ** inBits - 1));
  const accBits = Math.ceil(Math.log2(2 * largest + 2)) + 2;
  const initial = bias.map((start) => start + (mode === 'value' ? largest : m.from(-largest, largest)));
  const steps = mode === 'steps' ? m.pick([1, 3, m.from(1, 20)]) : 0;
  const thresholds = m.data(Array.from({ length: rows }, () => m.rising(steps, -largest - 5, largest + 5)).flat());
  const outBits = mode === 'sign' ? 1 : mode === 'value' ? accBits - 1 : Math.ceil(Math.log2(steps + 1));
  // All pixels but those that read the same zero would read other planes.
  m.emit(
    'product',
    ...[pixels, m.data(m.list(pixels, () => at + base)), inBits, rows],
    ...[weightPlanes, m.data(shifts), m.data(starts), accBits, m.data(initial), shared, sharedShift],
    ...[productModes[mode], steps, thresholds, results(m, pixels, rows * outBits), outBits],
    ...[Math.max(1, Math.ceil(Math.log2(longest + 1))), Number(m.complements)],
  );
  return `${mode}, ${pixels} pixels, ${rows} × ${depth}, ${inBits} × ${weightPlanes} planes, longest ${longest}`;
}
