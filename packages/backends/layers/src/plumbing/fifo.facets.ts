import type { FacetImplementation } from '@finnc/ir';
import { beatBits, fifo, folding, layerKind, operationCounts, resources, streams, timing } from '@finnc/ir/hw';
import { finnFifoResources, hlsFifo } from '@finnc/target';
import { finnEstimate, finnTiming, noOperations } from '../shared/answers.ts';
import { streamOf, vectorByVector } from '../shared/stream.ts';

/** Deepest FIFO that FINN builds as a shift register; deeper ones are memories with pointers. */
const deepest = 256;

export const fifoFacets: readonly FacetImplementation[] = [
  streams.for(fifo, ({ operand, result, attrs }) => ({
    inputs: { x: streamOf(operand.x.type, attrs.lanes) },
    outputs: { y: streamOf(result.y.type, attrs.lanes) },
    drift: vectorByVector(operand.x.type),
  })),
  folding.for(fifo, ({ operand, attrs }) => {
    const { beats } = streamOf(operand.x.type, attrs.lanes);
    return { dimensions: [], cycles: () => beats };
  }),
  layerKind.for(fifo, () => ({ kind: 'StreamingFIFO', variant: 'rtl' })),
  timing.for(fifo, ({ operand, attrs }, { cost }) =>
    cost === 'finn'
      ? finnTiming('gives FIFOs no cycles', 0)
      : {
          cycles: streamOf(operand.x.type, attrs.lanes).beats,
          source: 'a beat a cycle, without the beat or two of latency',
        },
  ),
  resources.for(fifo, ({ operand, attrs }, { cost }) => {
    const { depth, lanes } = attrs;
    const bits = beatBits(streamOf(operand.x.type, lanes));
    const memoryBits = depth * bits;
    if (cost === 'finnc') return { ...hlsFifo({ depth, width: bits }), memoryBits };
    const implStyle = depth > deepest ? 'vivado' : 'rtl';
    const counted = finnEstimate(
      finnFifoResources({ depth, width: bits, implStyle }),
      'streamingfifo.py: shift registers up to 256 words, then memories of automatic style',
      implStyle === 'rtl' ? 'not compared with a synthesised FIFO' : 'FINN does not count memories of automatic style',
    );
    return { ...counted, memoryBits };
  }),
  operationCounts.for(fifo, () => noOperations),
];
