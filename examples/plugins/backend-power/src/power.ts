import {
  defineFacet,
  fifo,
  fork,
  labelSelect,
  maxPool,
  mvau,
  pad,
  slidingWindow,
  thresholding,
  width,
  type FacetImplementation,
  type TensorType,
} from 'finnc/plugin';

export interface PowerContext {
  readonly clockMhz: number;
}

/** Dynamic power of one layer, mW. Declared here because only this backend asks. */
export const power = defineFacet<PowerContext, number>('acme.power');

/**
 * mW a bit that switches, at a MHz, with 12.5 % of the bits switching. The figure is made up: an example needs one, and
 * no power of these layers has been measured here.
 */
const perBit = 0.004;

/** Bits that a layer moves each cycle, times what each costs. */
const moving = ({ clockMhz }: PowerContext, lanes: number, { elem }: TensorType): number =>
  perBit * clockMhz * lanes * elem.bits;

/** Answers for finnc's own layers; those of other plugins can be answered in the same way, here or there. */
export const powerFacets: readonly FacetImplementation[] = [
  power.for(mvau, ({ operand, attrs: { pe, simd } }, cx) => moving(cx, pe * simd, operand.weights.type)),
  power.for(thresholding, ({ operand, attrs }, cx) => moving(cx, attrs.pe, operand.x.type)),
  power.for(slidingWindow, ({ operand, attrs }, cx) => moving(cx, attrs.simd, operand.x.type)),
  power.for(pad, ({ operand, attrs }, cx) => moving(cx, attrs.simd, operand.x.type)),
  power.for(maxPool, ({ operand, attrs }, cx) => moving(cx, attrs.pe, operand.x.type)),
  power.for(labelSelect, ({ operand, attrs }, cx) => moving(cx, attrs.pe, operand.x.type)),
  power.for(width, ({ operand, attrs }, cx) => moving(cx, Math.max(attrs.inLanes, attrs.outLanes), operand.x.type)),
  power.for(fifo, ({ operand, attrs }, cx) => moving(cx, attrs.lanes, operand.x.type)),
  power.for(fork, ({ operand, attrs }, cx) => moving(cx, attrs.lanes, operand.x.type)),
];
