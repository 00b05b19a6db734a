import type { FacetImplementation, Node } from '@finnc/ir';
import { folding, layerKind, operationCounts, resources, streams, timing, type Estimate } from '@finnc/ir/hw';
import { finnThresholdingCycles, finnThresholdingHlsResources } from '@finnc/target';
import { assumed, engineTiming, finnEstimate, finnTiming } from '../shared/answers.ts';
import { streamOf, vectorByVector } from '../shared/stream.ts';
import { channelwise, channelwiseSizes } from './channelwise.ts';

/** A product and an adder a lane, and their tables in LUT-RAMs of 64 entries a LUT. */
function lanes(node: Node<typeof channelwise>): Estimate {
  const { channels, pe } = channelwiseSizes(node);
  const { x, factors, offsets } = node.operand;
  const [width, factor, out] = [x.type.elem.bits, factors.type.elem.bits, node.result.y.type.elem.bits];
  const table = (factor + offsets.type.elem.bits) * Math.ceil(channels / pe / 64);
  const lut = 20 + pe * (width * factor + out + table);
  return assumed({ lut, ff: pe * (width + out) }, 'one LUT a partial product and a bit of the sum, tables in LUT-RAM');
}

export const channelwiseFacets: readonly FacetImplementation[] = [
  streams.for(channelwise, ({ operand, result, attrs: { pe } }) => ({
    inputs: { x: streamOf(operand.x.type, pe) },
    outputs: { y: streamOf(result.y.type, pe) },
    drift: vectorByVector(operand.x.type),
  })),
  folding.for(channelwise, (node) => {
    const sizes = channelwiseSizes(node);
    return {
      dimensions: [{ key: 'pe', name: 'PE', size: sizes.channels, value: sizes.pe, of: 'NumChannels' }],
      cycles: (values) => finnThresholdingCycles({ ...sizes, pe: values['pe'] ?? sizes.pe }),
    };
  }),
  layerKind.for(channelwise, () => ({ kind: 'ChannelwiseOp', variant: 'hls', aliases: ['ChannelwiseOp_Batch'] })),
  // A beat a cycle under both cost models.
  timing.for(channelwise, (node, { cost }) => {
    const cycles = finnThresholdingCycles(channelwiseSizes(node));
    return cost === 'finn'
      ? finnTiming('channelwise_op.py, get_exp_cycles', cycles)
      : engineTiming('channelwise', cycles);
  }),
  resources.for(channelwise, (node, { cost }) => {
    if (cost === 'finnc') return lanes(node);
    const inputBits = node.operand.x.type.elem.bits;
    const counted = finnThresholdingHlsResources({ ...channelwiseSizes(node), inputBits });
    return finnEstimate(counted, 'hls/channelwise_op_hls.py: comparators and memory, as of a thresholding layer');
  }),
  operationCounts.for(channelwise, (node) => {
    const { channels } = channelwiseSizes(node);
    const { factors, offsets } = node.operand;
    const counts: Record<string, number> = {};
    for (const { type } of [factors, offsets]) {
      const key = `param_channelwise_${type.elem.bits}b`;
      counts[key] = (counts[key] ?? 0) + channels;
    }
    return counts;
  }),
];
