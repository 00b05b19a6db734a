import { defineDiagnostics } from '@finnc/ir';
import type { DesignSizing } from './size-design.ts';

/** What the cycle model tells; codes FINNC59xx. */
export const cycleDiagnostics = defineDiagnostics<{
  noActors: { op: string; layers: readonly string[] };
  unfit: { reason: string };
  deadlock: { waits: readonly string[]; remedies: readonly string[] };
  noPeriod: { frames: number };
  tooSlow: { interval: number; target: number; bound: string };
  tooLate: { latency: number; least: number };
  sized: DesignSizing;
  noSizes: { waits: readonly string[] };
}>({
  noActors: {
    code: 'FINNC5901',
    severity: 'error',
    message: ({ op, layers }) => `no cycle model of '${op}': ${layers.join(', ')}`,
    help: ({ op }) => `add cycles.for(${op}, …) to the plugin that brings the layer; all other layers have one`,
    explain:
      "The cycle model asks every layer for its actors, what its control does clock by clock, by the facet 'finnc.cycles'. The actors describe RTL, so a layer kind that has none yet has no answer. A design is only as exact as its least known layer, so nothing is guessed.",
  },
  unfit: {
    code: 'FINNC5902',
    severity: 'error',
    message: ({ reason }) => `the cycle models of layers do not fit together: ${reason}`,
    help: () => "mend the answer for 'finnc.cycles' of the layer that is named, or the graph around it",
    explain:
      'Actors are connected by the streams of the graph. Each stream has one writer and one reader, which move equally many words a frame; what an actor names is an operand, a result or a queue of its layer, or another actor of it. An answer of a plugin that breaks this rule, or a graph without forks and width converters, cannot be simulated.',
  },
  deadlock: {
    code: 'FINNC5903',
    severity: 'error',
    message: ({ waits }) => `the design stands still for ever: ${waits.join('; ')}`,
    help: ({ remedies }) =>
      remedies.length === 0
        ? 'no depth of a FIFO frees it: a layer waits for what it can only get from itself'
        : `deepen a FIFO: ${remedies.join(', or ')}`,
    explain:
      'Where streams part and meet again, the FIFOs of the shorter way have to hold what the longer way needs before it gives its first word. In a deadlock each layer of a circle waits for the next: for a word in an empty FIFO or for room in a full one. The help names the least depths that free the design, one FIFO at a time; size-fifos chooses depths for all.',
  },
  noPeriod: {
    code: 'FINNC5904',
    severity: 'warning',
    message: ({ frames }) => `no state repeated within ${frames} frames; the interval is that of the last two`,
    help: () => 'shorten FIFOs that are far deeper than they need to be: they fill by a few words a frame',
    explain:
      'The model runs until the state of all registers at the end of a frame is one that it was in before: from there on everything repeats, and the rate is exact. A deep FIFO between layers of nearly equal rates fills over very many frames, and until it is full no state repeats.',
  },
  tooSlow: {
    code: 'FINNC5905',
    severity: 'warning',
    message: ({ interval, target, bound }) =>
      `no FIFO makes a frame every ${target} cycles: the least interval is ${interval}, that of ${bound}`,
    help: () => 'fold that layer less (more PE or SIMD), widen the port, or allow a longer interval',
    explain:
      'FIFOs even out layers that work at different times; none makes a layer faster than it is by itself. The least interval of a design is that of its slowest layer or port, with words always there and room always left.',
  },
  sized: {
    code: 'FINNC5906',
    severity: 'note',
    message: ({ fifos, bits, finnBits, interval, bound, unproven, lowerBound, evaluations }) => {
      const added = fifos.filter(({ stream }) => !stream.fifo).length;
      if (fifos.length === 0) return `no FIFO is needed between layers; a frame comes every ${interval} cycles`;
      const count = `${fifos.length} FIFOs${added > 0 ? `, ${added} of them new,` : ''} of ${bits} bits`;
      const proof =
        interval === bound.interval
          ? `as endless ones do, since ${bound.name} takes that by itself`
          : `where endless ones would allow ${bound.interval} (${bound.name})`;
      const least =
        unproven > 0
          ? `${unproven} of them may be deeper than they have to be`
          : 'a word less in any of them before rounding would miss it';
      return `${count} keep a frame every ${interval} cycles, ${proof}; ${least}; less than ${lowerBound} bits cannot suffice, FINN's rule takes ${finnBits}; ${evaluations} depths tried`;
    },
    help: () => 'finnc simulate BUILD --cycles shows what each FIFO holds and who waits for it',
    explain:
      "size-fifos shortens FIFOs as far as there is a schedule in which every event of a frame happens again exactly one interval later: such a schedule proves the interval, and where there is none, some circle of waits takes longer. A stream that has no FIFO gets one where that helps. The least interval is that of the slowest layer or port by itself; where the two are equal, deeper FIFOs cannot help. Depths are then rounded up to what memories of 32 or 512 words give for the same price, as long as that is less than FINN's rule takes: the most words that each stream holds when the input is paced at the interval and nothing ever waits for room, 2 up to 2, 32 up to 32, above 256 the next power of two.",
  },
  noSizes: {
    code: 'FINNC5907',
    severity: 'warning',
    message: ({ waits }) =>
      `no depths were found that let frames through for ever; FIFOs stay as they are${waits.map((wait) => `; ${wait}`).join('')}`,
    help: () => 'finnc simulate --cycles tells what stands still and why',
    explain:
      'No schedule was found in which everything happens again one interval later, which is looked for where more room never delays a word. With depths that hold all a paced input ever fills, and with up to sixteen times as much, the design stood still, too, or its state did not repeat. Then layers wait for each other through something that is no FIFO, such as a queue within a layer.',
  },
  tooLate: {
    code: 'FINNC5908',
    severity: 'warning',
    message: ({ latency, least }) =>
      `no depths were found with which the first frame leaves by cycle ${latency}: with these it leaves in cycle ${least}`,
    help: () => 'fold layers less (more PE or SIMD), or allow more',
    explain:
      'Deeper FIFOs let a frame pass that would have to wait for room; they are taken where they keep the interval. What it takes beyond that is the time of layers for their words, and the time that each waits for the words it needs to begin.',
  },
});
