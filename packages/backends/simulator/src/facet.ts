import { defineFacet, type Value } from '@finnc/ir';
import type { Buffer, Buffers, Encoding } from './encoding.ts';

/**
 * What a layer computes, on many frames at a time.
 *
 * The engine gives every operand in the encoding of `reads`, converting where its producer writes another, and room for
 * every result in the encoding of `writes`. Buffers may be longer than `frames` frames; what lies behind is not defined.
 * A kernel must give exactly the values of its op's `evaluate`.
 */
export interface Kernel {
  /** Encoding of each operand that is not a constant of the op's schema. */
  readonly reads: Readonly<Record<string, Encoding>>;
  readonly writes: Readonly<Record<string, Encoding>>;
  /** Results that are an operand unchanged, by name: they share its buffer and `run` does not see them. */
  readonly same?: Readonly<Record<string, string>>;
  /** Remarks on speed for whoever runs it: why the fast way could not be taken. */
  readonly note?: string;
  run(input: Readonly<Record<string, Buffer>>, output: Readonly<Record<string, Buffer>>, frames: number): void;
}

export interface KernelContext {
  /** The encoding in which a value comes out of its producer: reading that one costs no conversion. */
  encodingOf(value: Value): Encoding;
}

/** The kernel a layer contributes to the simulator. */
export const kernel = defineFacet<KernelContext, Kernel>('finnc.kernel');

/** A kernel from operand `x` to result `y`, or others that are named. */
export function mapKernel<R extends Encoding, W extends Encoding>(
  reads: R,
  writes: W,
  run: (x: Buffers[R], y: Buffers[W], frames: number) => void,
  {
    operand = 'x',
    result = 'y',
    note,
  }: { readonly operand?: string; readonly result?: string; readonly note?: string } = {},
): Kernel {
  return {
    reads: { [operand]: reads },
    writes: { [result]: writes },
    ...(note === undefined ? {} : { note }),
    run: (input, output, frames) => {
      run(input[operand] as Buffers[R], output[result] as Buffers[W], frames);
    },
  };
}

/** A kernel of an op that only passes its operand on. */
export function passThrough(
  encoding: Encoding,
  { operand = 'x', results = ['y'] }: { readonly operand?: string; readonly results?: readonly string[] } = {},
): Kernel {
  return {
    reads: { [operand]: encoding },
    writes: Object.fromEntries(results.map((result) => [result, encoding])),
    same: Object.fromEntries(results.map((result) => [result, operand])),
    run: () => undefined,
  };
}
