import { attr, defineOp, operand } from '../op/index.ts';

/** Plumbing between layers that passes insert: values go through unchanged. */
const through = {
  operands: { x: operand.value },
  results: ['y'],
} as const;

/** Regroups a stream: `inLanes` elements a beat come in, `outLanes` go out. */
export const width = defineOp({
  ...through,
  name: 'hw.width',
  summary: 'Stream width converter.',
  attrs: { inLanes: attr.int({ min: 1 }), outLanes: attr.int({ min: 1 }) },
  infer: ({ x }) => ({ y: x.type }),
  evaluate: ({ x }) => ({ y: x }),
});

/** A queue of `depth` beats of `lanes` elements. */
export const fifo = defineOp({
  ...through,
  name: 'hw.fifo',
  summary: 'First-in first-out queue between two layers.',
  attrs: { depth: attr.int({ min: 2 }), lanes: attr.int({ min: 1 }) },
  infer: ({ x }) => ({ y: x.type }),
  evaluate: ({ x }) => ({ y: x }),
});

/** Gives one stream to two readers. */
export const fork = defineOp({
  name: 'hw.fork',
  summary: 'Duplicates a stream.',
  operands: { x: operand.value },
  results: ['y0', 'y1'],
  attrs: { lanes: attr.int({ min: 1, default: 1 }) },
  infer: ({ x }) => ({ y0: x.type, y1: x.type }),
  evaluate: ({ x }) => ({ y0: x, y1: x }),
});
