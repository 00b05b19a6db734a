import type { PortFormat } from '../port-array.ts';

/**
 * A network as data for bit-sliced engines: one plane is one bit of one element for as many frames as a vector has bits.
 *
 * Planes are numbered, and every address is a plane number: a program does not depend on the width of a vector. Plane 0 is
 * all 0 and plane 1 all 1. The others are 0 when a program is loaded, and those that no instruction writes stay so. An
 * element is a few adjacent planes, low bit first, of an unsigned code.
 *
 * `code` is a sequence of instructions `[opcode, number of arguments, ...arguments]`; `ptr` in the tables below is an index
 * into `data`, where lists lie. Frames without data in the last slice hold anything.
 */
export interface SlicedProgram {
  readonly code: Int32Array;
  readonly data: Int32Array;
  readonly planes: number;
  readonly inputs: readonly PortFormat[];
  readonly outputs: readonly PortFormat[];
  /** Whether products read complements of planes in place of lists that are subtracted. */
  readonly complements: boolean;
  /** Products of single bits a frame: what most of the time goes to. */
  readonly bitProducts: number;
}

/** Numbers of the arrays of inputs in instructions. */
export const inputKinds = { uint8: 0, int8: 1, int32: 2, float32: 3 } as const;

export const opcodes = {
  /**
   * Thresholds on an input: `u = #{k : x ≥ t[row, k]}` for x = input[v · length + c], to plane dst + v · stride + c · outBits.
   *
   * Args: input, kind, vectors, length, dst, stride, outBits, steps, rows (1 or length), thresholds ptr `[rows, steps]`,
   * ascending; of kind float32 they are bit patterns, and NaN is never reached.
   */
  pack: 1,
  /**
   * Codes of an input: `u = x − bias`. Args: input, kind, vectors, length, dst, stride, bits, bias, map ptr or −1.
   *
   * With a map, x is `map[byte]` of 256 numbers, for the byte of the input taken without sign.
   */
  codes: 2,
  /**
   * Thresholds on sums of inputs with weights ±1, three inputs at a time: `S = Σ ±x`, |S| < 2^15, `u = #{k : S ≥ t[row, k]}`.
   *
   * Args: input, kind (uint8 or int8), pixels, triples, triples ptr (3 numbers of elements each, −1 is 0), groups, windows
   * ptr (a triple for each group of each pixel), rows, patterns ptr (for each group of each row: bit i is 1 where element i
   * of the triple is added), steps, thresholds ptr `[rows, steps]`, dst ptr (a plane a pixel), outBits, map ptr or −1 as above,
   * to numbers of int16.
   */
  table: 3,
  /**
   * Products of planes with signs; see `lists.ts` for what lies at `starts`.
   *
   * acc[r] = initial[r] − (shared sum << sharedShift) + Σ_j Σ_p 2^(shift[j] + p) · D[r, j, p], modulo 2^accBits.
   *
   * Args: pixels, bases ptr (a plane a pixel), inBits, rows, weightPlanes, shifts ptr, starts ptr `[blocks, weightPlanes]`,
   * accBits, initial ptr, shared ptr or −1, sharedShift, mode, steps, thresholds ptr `[rows, steps]`, dst ptr (a plane a
   * pixel), outBits, classBits, complements (0 or 1).
   *
   * A shared sum is that of whole codes, of the elements in the list `[count, ...offsets]`. Mode `sign`: the plane of the
   * sign of acc. `steps`: #{k : acc ≥ t}. `value`: acc itself, which is not negative.
   */
  product: 4,
  /** Element-wise greatest. Args: count, taps, length, bits, src ptr `[count, taps]`, dst ptr `[count]`. */
  max: 5,
  /** Args: count, run, src ptr, dst ptr: `run` adjacent planes each. */
  copy: 6,
  /**
   * `u = initial + aFactor · a + bFactor · b`, which fits outBits.
   *
   * Args: count, length, a ptr, aBits, aFactor, b ptr, bBits, bFactor, initial, dst ptr, outBits.
   */
  add: 7,
  /**
   * Thresholds on codes, `u = #{k : x ≥ t[row, k]}`, ascending.
   *
   * Args: count, length, src ptr, inBits, rows (1 or length), steps, thresholds ptr, dst ptr, outBits.
   */
  steps: 8,
  /** Lowest index of the greatest. Args: output, count, length, src ptr, bits; output[i] for vector i, int32. */
  argmax: 9,
  /** `factor · u + bias`. Args: output, count, length, src ptr, bits, factor, bias; output[i · length + c], int32. */
  store: 10,
  /** Complements. Args: count, run, src ptr, dst ptr: `run` adjacent planes each. */
  invert: 11,
} as const;

export type Opcode = keyof typeof opcodes;

export const productModes = { sign: 0, steps: 1, value: 2 } as const;
