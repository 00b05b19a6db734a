import { sizeOf, type FacetImplementation, type Node } from '@finnc/ir';
import { rtl } from '@finnc/backend-rtl';
import { beatBits, cycles, fork, loop, width, type Firing } from '@finnc/ir/hw';
import { streamOf } from '../shared/stream.ts';
import { oneRegister } from '../shared/pipeline.rtl.ts';

const leastCommonMultiple = (a: number, b: number): number => {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return (a / x) * b;
};

/** Steps from one word boundary of both sides to the next: each writes at most one word, and reads when it has to. */
function regroupingSteps({ attrs }: Node<typeof width>): Firing[] {
  const { inLanes, outLanes } = attrs;
  const steps: Firing[] = [];
  let [held, left] = [0, leastCommonMultiple(inLanes, outLanes) / outLanes];
  while (left > 0) {
    const reads = held < outLanes;
    if (reads) held += inLanes;
    const writes = held >= outLanes;
    if (writes) {
      held -= outLanes;
      left--;
    }
    steps.push({ ...(reads ? { read: ['x'] } : {}), ...(writes ? { write: ['y'] } : {}) });
  }
  return steps;
}

export const plumbingRtl: readonly FacetImplementation[] = [
  rtl.for(width, ({ operand, attrs }) => ({
    module: 'finnc_width',
    parameters: { BITS: operand.x.type.elem.bits, IN: attrs.inLanes, OUT: attrs.outLanes },
  })),
  cycles.for(width, (node) => {
    const { inLanes, outLanes } = node.attrs;
    const rounds = sizeOf(node.operand.x.type.shape) / leastCommonMultiple(inLanes, outLanes);
    // What one side has of the last round, the other has, too: both carry whole tensors.
    return { actors: [{ name: 'regroup', schedule: [loop(rounds, ...regroupingSteps(node))], pipeline: oneRegister }] };
  }),
  rtl.for(fork, ({ operand, attrs }) => ({
    module: 'finnc_fork',
    parameters: { WIDTH: beatBits(streamOf(operand.x.type, attrs.lanes)) },
  })),
  cycles.for(fork, ({ operand, attrs }) => {
    const { beats } = streamOf(operand.x.type, attrs.lanes);
    const schedule = [loop(beats, { read: ['x'], write: ['y0', 'y1'] })];
    return { actors: [{ name: 'fork', schedule, pipeline: oneRegister }] };
  }),
];
