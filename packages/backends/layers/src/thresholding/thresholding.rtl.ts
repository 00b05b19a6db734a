import { isInteger, type FacetImplementation, type Node } from '@finnc/ir';
import { rtl } from '@finnc/backend-rtl';
import { cycles, loop } from '@finnc/ir/hw';
import { floatKey } from '../shared/activation.ts';
import { searchTables } from '../shared/activation.rtl.ts';
import { elementKind } from '../shared/element.rtl.ts';
import { queueDepth } from '../shared/pipeline.rtl.ts';
import { thresholding, thresholdingSizes } from './thresholding.ts';

/** A level of the search a cycle, then the queue. */
function formOf(node: Node<typeof thresholding>): { readonly latency: number; readonly queue: number } {
  const latency = Math.ceil(Math.log2(thresholdingSizes(node).steps + 1)) + 1;
  return { latency, queue: queueDepth(latency, 1, 1) };
}

export const thresholdingRtl: readonly FacetImplementation[] = [
  rtl.for(thresholding, (node, { name }) => {
    const { channels, pe } = thresholdingSizes(node);
    const { x, thresholds } = node.operand;
    const { outType, outBias } = node.attrs;
    const { elem } = x.type;
    const [rows = 1] = thresholds.type.shape;
    const groups = rows === 1 ? 1 : channels / pe;
    const table = { lanes: pe, groups, bits: elem.bits + 1 };
    const key = isInteger(elem) ? undefined : floatKey;
    // Codes of one bit are compared as the numbers -1 and +1.
    const { levels, memories } = searchTables(`${name}_thresholds`, thresholds.constant, table, key);
    return {
      module: 'finnc_thresholding',
      parameters: {
        PE: pe,
        GROUPS: groups,
        X_BITS: elem.bits,
        X_KIND: elementKind(elem),
        LEVELS: levels,
        Y_BITS: outType.bits,
        BIAS: outType.kind === 'bipolar' ? 0 : outBias,
        QUEUE: formOf(node).queue,
        THRESHOLDS: `${name}_thresholds`,
      },
      memories,
    };
  }),
  cycles.for(thresholding, (node) => {
    const { channels, pe, vectors } = thresholdingSizes(node);
    const { latency, queue } = formOf(node);
    return {
      actors: [
        {
          name: 'search',
          schedule: [loop(vectors * (channels / pe), { read: ['x'], write: ['y'] })],
          pipeline: { stall: 'credit', latency, credits: queue },
        },
      ],
    };
  }),
];
