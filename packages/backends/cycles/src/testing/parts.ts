import { loop, type Actor, type Firing, type LayerActors, type Pipeline, type Schedule } from '@finnc/ir/hw';

const whole = (latency: number): Pipeline => ({ stall: 'whole', latency });
const one = (name: string, schedule: Schedule, pipeline: Pipeline): LayerActors => ({
  actors: [{ name, schedule, pipeline }],
});
const read: Firing = { read: ['x'] };
const pass: Firing = { read: ['x'], write: ['y'] };
const write: Firing = { write: ['y'] };

/** Layers with one input `x` and one output `y`, by their control alone, as tests of the simulators need them. */
export const parts = {
  /** Takes `fold` words a vector, replays them for `rows` results, one after `fold` cycles each. */
  matrix: (vectors: number, fold: number, rows: number, pipeline: Pipeline): LayerActors =>
    one('fold', [loop(vectors, loop(fold - 1, read), pass, loop(rows - 1, loop(fold - 1, {}), write))], pipeline),

  /** Windows of an image with stride 1: a writer fills a ring of `kernel + 1` rows that a reader walks. */
  window(kernel: number, height: number, width: number): LayerActors {
    const [rows, columns] = [height - kernel + 1, width - kernel + 1];
    const line = columns * kernel * kernel;
    const fill = (times: number, firings: number, stride: number): Actor['schedule'][number] =>
      loop(times, loop(width, { read: ['x'], after: [{ actor: 'walk', firings, strides: [stride] }] }));
    // Pixels of row y go where row y − kernel − 1 was: free once the windows that start in it are out. At y = 0 that is
    // the last row but `kernel` of the frame before, whose last row of windows may still be walked.
    const early = Math.min(height, kernel + 1);
    const head = Array.from({ length: early }, (_, y) => fill(1, Math.min(0, y - kernel + height - rows) * line, 0));
    const body = fill(Math.max(0, height - kernel - 1), line, line);
    return {
      actors: [
        { name: 'fill', schedule: [...head, body] },
        {
          name: 'walk',
          schedule: [
            loop(
              rows,
              loop(
                columns,
                loop(
                  kernel,
                  loop(kernel, { ...write, after: [{ actor: 'fill', firings: 1, strides: [width, 1, width, 1] }] }),
                ),
              ),
            ),
          ],
          pipeline: whole(1),
        },
      ],
    };
  },

  /** `ratio` words of the input make one of the output. */
  gather: (words: number, ratio: number, pipeline: Pipeline = whole(1)): LayerActors =>
    one('gather', [loop(words / ratio, loop(ratio - 1, read), pass)], pipeline),

  /** One word of the input makes `ratio` of the output. */
  scatter: (words: number, ratio: number, pipeline: Pipeline = whole(1)): LayerActors =>
    one('scatter', [loop(words, pass, loop(ratio - 1, write))], pipeline),

  /** Maxima of 2 × 2 pixels. */
  pool: (height: number, width: number): LayerActors =>
    one('pool', [loop(height / 2, loop(width, read), loop(width / 2, read, pass))], whole(1)),
} as const;
