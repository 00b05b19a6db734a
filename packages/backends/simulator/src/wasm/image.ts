import { portBytes, type PortFormat } from '../port-array.ts';
import type { SlicedProgram } from '../sliced/program.ts';
import { PLANE_BYTES, scratch, SLICE_FRAMES } from './layout.ts';

/** Of the memory beyond what is used: kernels read whole vectors. */
const SLACK = 64;

/** A port's frames of one slice in memory. */
export interface SlicePort extends PortFormat {
  readonly address: number;
  readonly frameBytes: number;
}

/** What the memory of a program holds at first, and where. */
export class Image {
  readonly inputs: readonly SlicePort[];
  readonly outputs: readonly SlicePort[];
  readonly parts: { readonly address: number; readonly words: Int32Array }[] = [];
  readonly #planes: number;
  #end: number;

  constructor(program: SlicedProgram) {
    this.#planes = scratch.end;
    this.#end = this.#planes + program.planes * PLANE_BYTES;
    this.parts.push({ address: this.plane(1), words: new Int32Array(PLANE_BYTES / 4).fill(-1) });
    const port = (format: PortFormat): SlicePort => {
      const frameBytes = portBytes(format);
      return { ...format, frameBytes, address: this.reserve(SLICE_FRAMES * frameBytes) };
    };
    this.inputs = program.inputs.map(port);
    this.outputs = program.outputs.map(port);
  }

  /** Bytes of memory. */
  get bytes(): number {
    return this.#end + SLACK;
  }

  /** Address of a plane. */
  plane(number: number): number {
    return this.#planes + number * PLANE_BYTES;
  }

  /** Room that is 0 at first. */
  reserve(bytes: number): number {
    const address = this.#end;
    this.#end = (address + bytes + SLACK + 63) & ~63;
    return address;
  }

  words(words: ArrayLike<number>): number {
    const address = this.reserve(words.length * 4);
    this.parts.push({ address, words: words instanceof Int32Array ? words : Int32Array.from(words) });
    return address;
  }

  /** Addresses of planes. */
  planes(numbers: Int32Array): number {
    return this.words(numbers.map((number) => this.plane(number)));
  }
}
