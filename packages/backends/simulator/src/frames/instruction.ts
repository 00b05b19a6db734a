import { ProgramData } from './program-data.ts';
import { frameOpcodes, kindNumbers, type Kind } from './program.ts';
import { basesOf, layoutOf, type FrameBuffer, type FrameValue } from './value.ts';

/** An operand of an instruction. */
export interface Read {
  readonly value: FrameValue;
  /** Kinds the instruction can read, the one it wants first; it reads any, inputs too, if there are none. */
  readonly kinds: readonly Kind[];
  /** Whether what it reads has the kind that it writes: it takes either of bits and bytes. */
  readonly asWritten?: boolean;
}

/** An instruction before the storage of values is known. */
export interface FrameOp {
  readonly reads: readonly Read[];
  readonly writes: FrameBuffer;
  /** Writes it down; `x` are its operands, in kinds that it reads. */
  emit(out: Emitter, x: readonly FrameValue[]): void;
}

/** Code and data of a program while they are written. */
export class Emitter {
  readonly data = new ProgramData();
  readonly code: number[] = [];

  put(opcode: keyof typeof frameOpcodes, ...args: readonly number[]): void {
    this.code.push(frameOpcodes[opcode], ...args);
  }

  /** Where the vectors of a value begin. */
  at(value: FrameValue): readonly [space: number, offset: number, bases: number] {
    const { space, offset } = value.buffer;
    return [space, offset, this.data.add(basesOf(value))];
  }

  /** Storage and place of vectors that begin at given bytes of a buffer. */
  lanes(buffer: FrameBuffer, bases: Int32Array): readonly number[] {
    const { kind, planes, plane } = layoutOf(buffer);
    return [buffer.space, buffer.offset, this.data.add(bases), kindNumbers[kind], planes, plane];
  }
}

/** The value that a buffer is. */
export const wholeOf = (buffer: FrameBuffer): FrameValue => ({ buffer, bordered: false });
