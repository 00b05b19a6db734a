import { classSign, ROWS_A_BLOCK } from './lists.ts';
import { opcodes, productModes, type Opcode, type SlicedProgram } from './program.ts';

/** Frames in a plane of this interpreter. */
export const INTERPRETED_FRAMES = 32;

interface Machine {
  readonly data: Int32Array;
  readonly planes: Int32Array;
  readonly inputs: readonly ArrayLike<number>[];
  readonly outputs: readonly { [index: number]: number }[];
  /** Elements of a frame of each port. */
  readonly inputLengths: readonly number[];
  readonly outputLengths: readonly number[];
  /** Of the input, where this slice begins, and how many it has. */
  readonly first: number;
  readonly frames: number;
}

/**
 * Runs a program frame by frame and number by number: the meaning of every instruction, to compare engines with.
 *
 * @param inputs   frame-major, in the formats of the program
 * @param outputs  room for as many frames
 */
export function interpretSliced(
  program: SlicedProgram,
  inputs: readonly ArrayLike<number>[],
  frames: number,
  outputs: readonly { [index: number]: number }[],
): void {
  const planes = new Int32Array(program.planes);
  planes[1] = -1;
  for (let first = 0; first < frames; first += INTERPRETED_FRAMES) {
    const machine: Machine = {
      data: program.data,
      planes,
      inputs,
      outputs,
      inputLengths: program.inputs.map(({ length }) => length),
      outputLengths: program.outputs.map(({ length }) => length),
      first,
      frames: Math.min(INTERPRETED_FRAMES, frames - first),
    };
    for (let at = 0; at < program.code.length;) {
      const [opcode, count] = [program.code[at]!, program.code[at + 1]!];
      const run = meanings[opcode];
      if (!run) throw new RangeError(`no instruction ${opcode}`);
      run(machine, program.code.subarray(at + 2, at + 2 + count));
      at += 2 + count;
    }
  }
}

/** Code of `bits` planes at `at` for one frame. */
function codeAt({ planes }: Machine, at: number, bits: number, frame: number): number {
  let code = 0;
  for (let bit = 0; bit < bits; bit++) code += ((planes[at + bit]! >>> frame) & 1) * 2 ** bit;
  return code;
}

function setCode({ planes }: Machine, at: number, bits: number, frame: number, code: number): void {
  for (let bit = 0; bit < bits; bit++) {
    const isSet = Math.floor(code / 2 ** bit) % 2 !== 0;
    planes[at + bit] = (planes[at + bit]! & ~(1 << frame)) | (isSet ? 1 << frame : 0);
  }
}

/** Thresholds at `from` that `x` reaches. */
function reached(thresholds: ArrayLike<number>, from: number, steps: number, x: number): number {
  let count = 0;
  for (let k = from; k < from + steps; k++) if (x >= thresholds[k]!) count++;
  return count;
}

type Meaning = (machine: Machine, args: Int32Array) => void;

const pack: Meaning = (m, args) => {
  const [input, kind, vectors, length, dst, stride, outBits, steps, rows, ptr] = args as unknown as Tuple<10>;
  const thresholds =
    kind === 3
      ? new Float32Array(m.data.slice(ptr, ptr + rows * steps).buffer)
      : m.data.subarray(ptr, ptr + rows * steps);
  forElements(m, vectors, length, (frame, v, c) => {
    const x = inputAt(m, input, frame, v * length + c);
    const u = reached(thresholds, rows === 1 ? 0 : c * steps, steps, x);
    setCode(m, dst + v * stride + c * outBits, outBits, frame, u);
  });
};

const codes: Meaning = (m, args) => {
  const [input, , vectors, length, dst, stride, bits, bias, map] = args as unknown as Tuple<9>;
  forElements(m, vectors, length, (frame, v, c) => {
    setCode(
      m,
      dst + v * stride + c * bits,
      bits,
      frame,
      mapped(m, map, inputAt(m, input, frame, v * length + c)) - bias,
    );
  });
};

const table: Meaning = (m, args) => {
  const [input, , pixels, , triples, groups, windows, rows, patterns, steps, thresholds, dst, outBits, map] =
    args as unknown as Tuple<14>;
  const { data } = m;
  forElements(m, pixels, rows, (frame, q, r) => {
    let sum = 0;
    for (let g = 0; g < groups; g++) {
      const triple = triples + 3 * data[windows + q * groups + g]!;
      for (let i = 0; i < 3; i++) {
        const element = data[triple + i]!;
        const x = element < 0 ? 0 : mapped(m, map, inputAt(m, input, frame, element));
        sum += (data[patterns + r * groups + g]! >> i) & 1 ? x : -x;
      }
    }
    setCode(m, data[dst + q]! + r * outBits, outBits, frame, reached(data, thresholds + r * steps, steps, sum));
  });
};

const product: Meaning = (m, args) => {
  const [pixels, bases, inBits, rows, weightPlanes, shifts, starts, accBits, initial, shared, sharedShift, ...rest] =
    args as unknown as Tuple<11>;
  const [mode, steps, thresholds, dst, outBits] = rest as unknown as Tuple<5>;
  const { data } = m;
  forElements(m, pixels, rows, (frame, q, r) => {
    const base = data[bases + q]!;
    const [block, row] = [Math.floor(r / ROWS_A_BLOCK), r % ROWS_A_BLOCK];
    let acc = data[initial + r]!;
    for (let i = 0; shared >= 0 && i < data[shared]!; i++)
      acc -= codeAt(m, base + data[shared + 1 + i]!, inBits, frame) * 2 ** sharedShift;
    for (let j = 0; j < weightPlanes; j++) {
      const header = data[starts + block * weightPlanes + j]!;
      for (let n = 0, entry = header + 24; n < 8; n++) {
        const [number, plus, minus] = data.subarray(header + 3 * n, header + 3 * n + 3) as unknown as Tuple<3>;
        for (let i = 0; i < plus + minus; i++, entry++) {
          const code = codeAt(m, base + data[entry]!, inBits, frame);
          acc += (i < plus ? 1 : -1) * classSign(row, number) * code * 2 ** data[shifts + j]!;
        }
      }
    }
    const modulus = 2 ** accBits;
    acc = ((acc % modulus) + modulus) % modulus;
    if (acc >= modulus / 2) acc -= modulus;
    const at = data[dst + q]! + r * outBits;
    if (mode === productModes.sign) setCode(m, at, 1, frame, acc < 0 ? 1 : 0);
    else if (mode === productModes.steps)
      setCode(m, at, outBits, frame, reached(data, thresholds + r * steps, steps, acc));
    else setCode(m, at, outBits, frame, acc);
  });
};

const max: Meaning = (m, args) => {
  const [count, taps, length, bits, src, dst] = args as unknown as Tuple<6>;
  forElements(m, count, length, (frame, i, c) => {
    let most = 0;
    for (let tap = 0; tap < taps; tap++)
      most = Math.max(most, codeAt(m, m.data[src + i * taps + tap]! + c * bits, bits, frame));
    setCode(m, m.data[dst + i]! + c * bits, bits, frame, most);
  });
};

const movePlanes =
  (flip: number): Meaning =>
  ({ data, planes }, args) => {
    const [count, run, src, dst] = args as unknown as Tuple<4>;
    for (let i = 0; i < count; i++)
      for (let plane = 0; plane < run; plane++) planes[data[dst + i]! + plane] = planes[data[src + i]! + plane]! ^ flip;
  };

const add: Meaning = (m, args) => {
  const [count, length, a, aBits, aFactor, b, bBits, bFactor, initial, dst, outBits] = args as unknown as Tuple<11>;
  forElements(m, count, length, (frame, i, c) => {
    const [x, y] = [
      codeAt(m, m.data[a + i]! + c * aBits, aBits, frame),
      codeAt(m, m.data[b + i]! + c * bBits, bBits, frame),
    ];
    setCode(m, m.data[dst + i]! + c * outBits, outBits, frame, initial + aFactor * x + bFactor * y);
  });
};

const steps: Meaning = (m, args) => {
  const [count, length, src, inBits, rows, number, thresholds, dst, outBits] = args as unknown as Tuple<9>;
  forElements(m, count, length, (frame, i, c) => {
    const x = codeAt(m, m.data[src + i]! + c * inBits, inBits, frame);
    const u = reached(m.data, thresholds + (rows === 1 ? 0 : c * number), number, x);
    setCode(m, m.data[dst + i]! + c * outBits, outBits, frame, u);
  });
};

const argmax: Meaning = (m, args) => {
  const [output, count, length, src, bits] = args as unknown as Tuple<5>;
  forElements(m, count, 1, (frame, i) => {
    let [best, most] = [0, -1];
    for (let c = 0; c < length; c++) {
      const code = codeAt(m, m.data[src + i]! + c * bits, bits, frame);
      if (code > most) [best, most] = [c, code];
    }
    m.outputs[output]![(m.first + frame) * m.outputLengths[output]! + i] = best;
  });
};

const store: Meaning = (m, args) => {
  const [output, count, length, src, bits, factor, bias] = args as unknown as Tuple<7>;
  forElements(m, count, length, (frame, i, c) => {
    const code = codeAt(m, m.data[src + i]! + c * bits, bits, frame);
    m.outputs[output]![(m.first + frame) * m.outputLengths[output]! + i * length + c] = factor * code + bias;
  });
};

const byName: Readonly<Record<Opcode, Meaning>> = {
  pack,
  codes,
  table,
  product,
  max,
  copy: movePlanes(0),
  add,
  steps,
  argmax,
  store,
  invert: movePlanes(-1),
};
const meanings: readonly (Meaning | undefined)[] = Object.entries(byName).reduce<(Meaning | undefined)[]>(
  (all, [name, meaning]) => {
    all[opcodes[name as Opcode]] = meaning;
    return all;
  },
  [],
);

type Tuple<N extends number, T extends readonly number[] = readonly []> = T['length'] extends N
  ? T
  : Tuple<N, readonly [...T, number]>;

const mapped = ({ data }: Machine, map: number, x: number): number => (map < 0 ? x : data[map + (x & 255)]!);

const inputAt = (m: Machine, input: number, frame: number, element: number): number =>
  m.inputs[input]![(m.first + frame) * m.inputLengths[input]! + element]!;

function forElements(
  { frames }: Machine,
  vectors: number,
  length: number,
  visit: (frame: number, vector: number, element: number) => void,
): void {
  for (let frame = 0; frame < frames; frame++)
    for (let v = 0; v < vectors; v++) for (let c = 0; c < length; c++) visit(frame, v, c);
}
