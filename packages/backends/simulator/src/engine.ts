import type { FrameProgram } from './frames/program.ts';
import type { SlicedProgram } from './sliced/program.ts';

/** Ours, or what somebody calls an engine of their own. */
export type EngineName = 'native' | 'wasm' | 'js' | (string & Record<never, never>);

/** Frames of a port, one after the other. */
export type PortArray = Uint8Array | Int8Array | Int32Array | Float32Array | Float64Array;

/** What runs programs. Every engine gives the values of the plain simulator. */
export interface Engine {
  readonly name: EngineName;
  /** What it uses here: instruction set, compiler. */
  readonly detail: string;
  /** How a worker makes it again; absent where it runs in the calling thread only. */
  readonly again?: EngineRecipe;
  readonly sliced?: {
    /** Frames in a slice. */
    readonly frames: number;
    /** Whether programs should have complements, see `SlicedProgram`. */
    readonly complements: boolean;
    load(program: SlicedProgram): LoadedProgram;
  };
  readonly frames?: { load(program: FrameProgram): LoadedProgram };
}

/** A program with its memory. */
export interface LoadedProgram {
  /**
   * @param inputs   in the formats of the program's inputs
   * @param frames   any number
   * @param outputs  room for as many frames, in the formats of its outputs
   */
  run(inputs: readonly PortArray[], frames: number, outputs: readonly PortArray[]): void;
  /**
   * What runs the one frame that lies in these arrays whenever it is called: the way of least overhead, if there is one. It
   * trusts that they still have their memory.
   */
  bind?(inputs: readonly PortArray[], outputs: readonly PortArray[]): () => void;
  /** Gives its memory back. */
  close(): void;
}

/** A module whose export `engine` makes an engine, at once or by a promise, of data that can be sent to a worker. */
export interface EngineRecipe {
  /** As a URL. */
  readonly module: string;
  readonly data?: unknown;
}
