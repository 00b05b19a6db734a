import { sizeOf, type TensorType } from '@finnc/ir';
import { Arena, planesOf, vectorsOfStorage, zeroBehind, type Storage } from './arena.ts';
import { Words } from '../words.ts';
import { inputFormat, outputFormat } from '../ports.ts';
import type { PortFormat } from '../port-array.ts';
import { inputKinds, opcodes, type Opcode, type SlicedProgram } from './program.ts';
import { typeCoding, vectorSizes, type Coding, type InputValue, type PlaneValue, type SlicedValue } from './value.ts';

/** Why a layer has no bit-sliced form. */
export class NotSliced extends Error {}

/** Vectors of a value as products and pools read them: bases that move over the image, one list of offsets for all. */
export interface RegularVectors {
  readonly bases: Int32Array;
  readonly length: number;
  /** Planes from the base to each element. */
  readonly offsets: Int32Array;
  /** From the base to an element that is 0. */
  readonly zero: number;
  readonly storage: Storage;
}

/** Makes a program, an instruction at a time. Values are described in `value.ts`; layers write them by these calls. */
export class SlicedBuilder {
  readonly complements: boolean;
  readonly #arena = new Arena();
  readonly #code: number[] = [];
  /** The data so far. */
  readonly words = new Words();
  readonly #inputs: PortFormat[] = [];
  readonly #outputs: PortFormat[] = [];
  readonly #inverted = new Map<Storage, Storage>();
  #bitProducts = 0;

  constructor({ complements }: { readonly complements: boolean }) {
    this.complements = complements;
  }

  finish(): SlicedProgram {
    return {
      code: Int32Array.from(this.#code),
      data: this.words.finish(),
      planes: this.#arena.planes,
      inputs: this.#inputs,
      outputs: this.#outputs,
      complements: this.complements,
      bitProducts: this.#bitProducts,
    };
  }

  /** The elements of an input, not yet in planes. */
  input(type: TensorType): SlicedValue {
    const length = sizeOf(type.shape);
    this.#inputs.push(inputFormat(type));
    const at = Int32Array.from({ length }, (_, i) => i);
    return { kind: 'input', input: this.#inputs.length - 1, elem: type.elem, shape: type.shape, at };
  }

  inputFormat(input: number): PortFormat {
    return this.#inputs[input]!;
  }

  /** Writes a value as the next output. */
  output(value: SlicedValue, type: TensorType): void {
    const output = this.#outputs.length;
    const format = outputFormat(type);
    if (format.array !== 'int32') throw new NotSliced('an output has integers beyond int32');
    this.#outputs.push(format);
    if (value.kind === 'indices') {
      const { starts, count, length } = this.vectors(value.of);
      this.emit('argmax', output, count, length, this.data(starts), value.of.bits);
      return;
    }
    const planes = this.planes(value);
    if (!Number.isInteger(planes.factor) || !Number.isInteger(planes.offset))
      throw new NotSliced('an output is a fraction of its codes');
    const { starts, count, length } = this.vectors(planes);
    this.emit('store', output, count, length, this.data(starts), planes.bits, planes.factor, planes.offset);
  }

  emit(opcode: Opcode, ...args: readonly number[]): void {
    this.#code.push(opcodes[opcode], args.length, ...args);
  }

  /** Puts integers behind the data and returns where they begin. */
  data(words: ArrayLike<number>): number {
    return this.words.append(words);
  }

  countProducts(count: number): void {
    this.#bitProducts += count;
  }

  /** Room for a value: its elements, and the storage in which they lie. */
  place(shape: readonly number[], coding: Coding): { readonly value: PlaneValue; readonly storage: Storage } {
    const [vectors, length] = vectorSizes({ shape });
    const storage = this.#arena.reserve(vectors, length, coding.bits);
    const { bits, factor, offset } = coding;
    return { value: { kind: 'planes', shape, at: planesOf(storage), bits, factor, offset }, storage };
  }

  /** A value in planes: an input is spread into its codes. */
  planes(value: SlicedValue): PlaneValue {
    if (value.kind === 'planes') return value;
    if (value.kind === 'indices') throw new NotSliced('indices are read by a layer');
    const codes = this.#codesOf(value);
    const isPadded = value.at.includes(-1);
    // ±1 was given the codes 0 and 2, with 1 for a 0: without one the low plane is empty.
    const isSign = value.elem.kind === 'bipolar' && !isPadded;
    const whole = isSign ? { ...codes, ...typeCoding(value.elem), at: codes.at.map((plane) => plane + 1) } : codes;
    if (isCounting(value.at, whole.at.length)) return { ...whole, shape: value.shape };
    const zero = isPadded ? this.constant(0, whole) : 0;
    return { ...whole, shape: value.shape, at: value.at.map((i) => (i < 0 ? zero : whole.at[i]!)) };
  }

  #codesOf({ input, elem, map }: InputValue): PlaneValue {
    const known = this.#codes.find((codes) => codes.input === input && codes.map === map);
    if (known) return known.value;
    const { array, length } = this.#inputs[input]!;
    if (array === 'float32' || array === 'float64') throw new NotSliced('a layer reads real numbers');
    const coding = elem.kind === 'bipolar' ? { bits: 2, factor: 1, offset: -1 } : typeCoding(elem);
    if (coding.bits > 16) throw new NotSliced(`an input has ${coding.bits} bits`);
    const { value, storage } = this.place([1, length], coding);
    const place = [1, length, storage.start, storage.stride, coding.bits];
    this.emit('codes', input, inputKinds[array], ...place, coding.offset, this.map(map));
    this.#codes.push({ input, map, value });
    return value;
  }
  readonly #codes: { readonly input: number; readonly map: Int32Array | undefined; readonly value: PlaneValue }[] = [];

  /** Where a map of bytes lies, or −1. */
  map(map: Int32Array | undefined): number {
    if (!map) return -1;
    let at = this.#maps.get(map);
    if (at === undefined) this.#maps.set(map, (at = this.data(map)));
    return at;
  }
  readonly #maps = new Map<Int32Array, number>();

  /** An element of the integer `n` in a coding, as planes. */
  constant(n: number, { bits, factor, offset }: Coding): number {
    const code = (n - offset) / factor;
    if (!Number.isInteger(code) || code < 0 || code >= 2 ** bits)
      throw new NotSliced(`${n} has no code of ${bits} bits from ${offset} in steps of ${factor}`);
    const key = `${bits} ${code}`;
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const { start } = this.#arena.reserve(1, 1, bits);
    const set = Array.from({ length: bits }, (_, bit) => start + bit).filter((_, bit) => (code >> bit) & 1);
    if (set.length > 0) this.emit('copy', set.length, 1, this.data(set.map(() => 1)), this.data(set));
    this.#constants.set(key, start);
    return start;
  }
  readonly #constants = new Map<string, number>();

  /** The same integers in another coding. */
  recode(value: PlaneValue, coding: Coding): PlaneValue {
    if (value.bits === coding.bits && value.factor === coding.factor && value.offset === coding.offset) return value;
    const factor = value.factor / coding.factor;
    const initial = (value.offset - coding.offset) / coding.factor;
    if (!Number.isInteger(factor) || !Number.isInteger(initial))
      throw new NotSliced(`codes in steps of ${value.factor} are wanted in steps of ${coding.factor}`);
    return this.sum(value.shape, [value], [factor], initial, coding);
  }

  /** Codes `initial + Σ factors · codes` of one or two values of one shape, in a coding that holds them. */
  sum(
    shape: readonly number[],
    operands: readonly PlaneValue[],
    factors: readonly number[],
    initial: number,
    coding: Coding,
  ): PlaneValue {
    const [a, b] = operands.map((operand) => ({ ...this.vectors(operand), bits: operand.bits }));
    if (!a) throw new RangeError('a sum of nothing');
    const { value, storage } = this.place(shape, coding);
    const other = b ?? a;
    this.emit(
      'add',
      ...[a.count, a.length],
      ...[this.data(a.starts), a.bits, factors[0]!],
      ...[this.data(other.starts), other.bits, b ? factors[1]! : 0],
      ...[initial, this.data(vectorsOfStorage(storage)), coding.bits],
    );
    return value;
  }

  /** Where the vectors of a value begin, the elements of each side by side; copies what does not lie so. */
  vectors(value: PlaneValue): {
    readonly starts: Int32Array;
    readonly count: number;
    readonly length: number;
  } {
    const [count, length] = vectorSizes(value);
    const found = sideBySide(value, count, length);
    return { starts: found ?? vectorsOfStorage(this.#gather(value).storage), count, length };
  }

  /** Vectors as one list of offsets from moving bases; copies what has no such form. */
  regular(value: PlaneValue): RegularVectors {
    const found = this.#regular(value);
    if (found) return found;
    const again = this.#regular(this.#gather(value).value);
    if (!again) throw new Error('gathered vectors are not regular');
    return again;
  }

  #regular({ shape, at }: PlaneValue): RegularVectors | undefined {
    const [count, length] = vectorSizes({ shape });
    const storage = this.#arena.storageOf(at[0] ?? 0);
    if (!storage) return undefined;
    const offsets = Int32Array.from({ length }, (_, k) => at[k]! - at[0]!);
    const bases = Int32Array.from({ length: count }, (_, v) => at[v * length]!);
    const zero = zeroBehind(storage, bases[0]!) - bases[0]!;
    for (let v = 0, i = 0; v < count; v++) {
      const base = bases[v]!;
      if (base < storage.start || base >= storage.end || zeroBehind(storage, base) - base !== zero) return undefined;
      for (let k = 0; k < length; k++, i++) {
        const plane = at[i]!;
        if (plane - base !== offsets[k] || plane < storage.start || plane >= storage.end) return undefined;
      }
    }
    return { bases, length, offsets, zero, storage };
  }

  /** Distance from the planes of a storage to their complements, which are made when first asked for. */
  complementOf(storage: Storage): number {
    let inverted = this.#inverted.get(storage);
    if (!inverted) {
      inverted = this.#arena.reserve(storage.vectors, storage.length, storage.bits);
      this.#inverted.set(storage, inverted);
      const run = storage.end - storage.start;
      this.emit('invert', 1, run, this.data([storage.start]), this.data([inverted.start]));
    }
    return inverted.start - storage.start;
  }

  /** A copy of a value in its own storage. */
  #gather(value: PlaneValue): { readonly value: PlaneValue; readonly storage: Storage } {
    const copy = this.place(value.shape, value);
    const [from, to, run] = runs(value.at, copy.value.at, value.bits);
    this.emit('copy', from.length, run, this.data(from), this.data(to));
    return copy;
  }
}

/** Starts of vectors whose elements lie side by side. */
function sideBySide({ at, bits }: PlaneValue, count: number, length: number): Int32Array | undefined {
  const starts = new Int32Array(count);
  for (let v = 0, i = 0; v < count; v++) {
    const start = (starts[v] = at[i]!);
    for (let c = 0; c < length; c++, i++) if (at[i] !== start + c * bits) return undefined;
  }
  return starts;
}

/** Copies of elements as copies of equal runs of planes, as long as possible. */
function runs(
  from: Int32Array,
  to: Int32Array,
  bits: number,
): readonly [from: readonly number[], to: readonly number[], run: number] {
  // Every run has the greatest common divisor of the lengths in which elements lie side by side on both sides.
  let elements = 0;
  for (let i = 0; i < from.length;) {
    let end = i + 1;
    while (end < from.length && from[end]! - from[i]! === to[end]! - to[i]! && to[end]! - to[i]! === (end - i) * bits)
      end++;
    elements = greatestCommonDivisor(elements, end - i);
    i = end;
  }
  const starts = Array.from({ length: from.length / elements }, (_, i) => i * elements);
  return [starts.map((i) => from[i]!), starts.map((i) => to[i]!), elements * bits];
}

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b));

const isCounting = (at: Int32Array, length: number): boolean => at.length === length && at.every((n, i) => n === i);
