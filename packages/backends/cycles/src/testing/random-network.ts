import { loop, type Firing, type LayerActors, type Pipeline, type Schedule } from '@finnc/ir/hw';
import type { Choices } from '@finnc/ir/testing';
import { Assembly } from '../assembly.ts';
import type { ActorNetwork } from '../network.ts';
import { wordsAt } from './chain.ts';
import { parts } from './parts.ts';

/**
 * A small network of random layers: chains, forks whose branches meet in additions and concatenations, layers of several
 * actors with rings and queues of their own, both kinds of pipelines, queues of 1 to 6 words. Some stand still for ever.
 */
export function randomActors(choices: Choices): ActorNetwork {
  const assembly = new Assembly();
  let layers = 0;
  const queueOf = (words: number): number =>
    assembly.queue(`q${layers}`, choices.happens(0.1) ? choices.from(1, 64) : choices.from(1, 6), words);
  const add = (layer: LayerActors, ports: Readonly<Record<string, number>>): void =>
    assembly.layer(`l${layers++}`, layer, ports);

  /** Words a frame of each queue, since shapes follow from it. */
  interface Stream {
    readonly queue: number;
    readonly words: number;
  }
  const through = (layer: LayerActors, { queue, words }: Stream): Stream => {
    if (wordsAt(layer, 'read', 'x') !== words) throw new Error('the generator made a layer that does not fit');
    const out = wordsAt(layer, 'write', 'y');
    const y = queueOf(out);
    add(layer, { x: queue, y });
    return { queue: y, words: out };
  };
  const series = (from: Stream, length: number): Stream => {
    let stream = from;
    for (let i = 0; i < length; i++) {
      stream = choices.happens(0.25) ? diamond(stream) : through(randomLayer(choices, stream.words), stream);
    }
    return stream;
  };
  /** A branch that gives as many words as it takes. */
  const branch = (from: Stream): Stream => {
    let stream = from;
    for (let i = choices.from(0, 2); i > 0; i--) stream = through(evenLayer(choices, stream.words), stream);
    return stream;
  };
  const diamond = ({ queue, words }: Stream): Stream => {
    const [y0, y1] = [queueOf(words), queueOf(words)];
    const both: Schedule = [loop(words, { read: ['x'], write: ['y0', 'y1'] })];
    add({ actors: [{ name: 'fork', schedule: both, pipeline: pipelineOf(choices) }] }, { x: queue, y0, y1 });
    const [a, b] = [branch({ queue: y0, words }), branch({ queue: y1, words })];
    const isConcat = choices.happens(0.3);
    const y = queueOf(isConcat ? 2 * words : words);
    const group = choices.one(divisorsOf(words));
    const schedule: Schedule = isConcat
      ? [loop(words / group, loop(group, { read: ['a'], write: ['y'] }), loop(group, { read: ['b'], write: ['y'] }))]
      : [loop(words, { read: ['a', 'b'], write: ['y'] })];
    add({ actors: [{ name: 'join', schedule, pipeline: pipelineOf(choices) }] }, { a: a.queue, b: b.queue, y });
    return { queue: y, words: isConcat ? 2 * words : words };
  };

  const words = choices.one([4, 1, 2, 8, 12, 16, 24, 36]);
  series({ queue: queueOf(words), words }, choices.from(1, 5));
  return assembly.network();
}

const divisorsOf = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1).filter((d) => n % d === 0);

function pipelineOf(choices: Choices): Pipeline {
  const latency = choices.from(1, 6);
  return choices.happens(0.4) ? { stall: 'credit', latency, credits: choices.from(1, 8) } : { stall: 'whole', latency };
}

function randomLayer(choices: Choices, words: number): LayerActors {
  const pipeline = pipelineOf(choices);
  const fold = choices.one(divisorsOf(words));
  switch (choices.from(0, 6)) {
    case 0:
      return parts.matrix(words / fold, fold, choices.from(1, 4), pipeline);
    case 1:
      return parts.gather(words, fold, pipeline);
    case 2:
      return words > 60 ? parts.gather(words, fold, pipeline) : parts.scatter(words, choices.from(1, 4), pipeline);
    case 3:
      return window(choices, words) ?? evenLayer(choices, words);
    case 4:
      return words % 4 === 0 ? parts.pool(2, words / 2) : evenLayer(choices, words);
    case 5:
      return padded(choices, words, pipeline);
    default:
      return evenLayer(choices, words);
  }
}

function window(choices: Choices, words: number): LayerActors | undefined {
  const height = choices.one(divisorsOf(words));
  const width = words / height;
  const kernel = choices.from(1, Math.min(3, height, width));
  return words > 40 || kernel < 2 ? undefined : parts.window(kernel, height, width);
}

/** Words that come without being read, before and after each group, and cycles in which nothing moves. */
function padded(choices: Choices, words: number, pipeline: Pipeline): LayerActors {
  const group = choices.one(divisorsOf(words));
  const write: Firing = { write: ['y'] };
  const schedule: Schedule = [
    loop(choices.from(0, 2), write),
    loop(
      words / group,
      loop(choices.from(0, 2), write),
      loop(group, { read: ['x'], write: ['y'] }),
      loop(choices.from(0, 3), {}),
    ),
  ];
  return { actors: [{ name: 'pad', schedule, pipeline }] };
}

function evenLayer(choices: Choices, words: number): LayerActors {
  const pipeline = pipelineOf(choices);
  const fold = choices.one(divisorsOf(words));
  switch (choices.from(0, 3)) {
    case 0:
      return parts.matrix(words / fold, fold, fold, pipeline);
    case 1:
      return parts.gather(words, 1, pipeline);
    case 2: {
      // A ring of `room` words between a writer and a reader, as counters.
      const room = choices.from(1, words);
      const behind = { actor: 'get', firings: 1 - room, strides: [1] };
      return {
        actors: [
          { name: 'put', schedule: [loop(words, { read: ['x'], after: [behind] })] },
          {
            name: 'get',
            schedule: [loop(words, { write: ['y'], after: [{ actor: 'put', firings: 1, strides: [1] }] })],
            pipeline,
          },
        ],
      };
    }
    default:
      // Two engines with a queue of their own in between.
      return {
        actors: [
          {
            name: 'front',
            schedule: [loop(words / fold, loop(fold - 1, { read: ['x'] }), { read: ['x'], write: ['inner'] })],
            pipeline,
          },
          {
            name: 'back',
            schedule: [loop(words / fold, { read: ['inner'], write: ['y'] }, loop(fold - 1, { write: ['y'] }))],
            pipeline: pipelineOf(choices),
          },
        ],
        queues: { inner: choices.from(1, 3) },
      };
  }
}
