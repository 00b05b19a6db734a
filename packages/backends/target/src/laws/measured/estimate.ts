/** A calibrated estimate of one layer. `ff` is absent where nobody has counted flip-flops. */
export type { Estimate } from '@finnc/ir/hw';
