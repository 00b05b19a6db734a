/** The ends of a stream in a bench; their shift registers start apart. */
const starts = { source: 0x2545f491, sink: 0x9e3779b9 };

/**
 * Cycles that an end of a stream waits before each word when a bench runs with `+stalls=1`, as `finnc_pauses.sv` draws them.
 *
 * @param port  which of the inputs, or of the outputs
 */
export function benchPauses(end: keyof typeof starts, port: number): (word: number) => number {
  const drawn: number[] = [];
  let noise = (starts[end] + port) >>> 0;
  return (word) => {
    while (drawn.length <= word) {
      drawn.push((noise & 0x7e0) === 0 ? 40 : (noise & 0x10) !== 0 ? (noise >>> 2) & 3 : 0);
      noise = ((noise << 1) | (((noise >>> 31) ^ (noise >>> 21) ^ (noise >>> 1) ^ noise) & 1)) >>> 0;
    }
    return drawn[word]!;
  };
}
