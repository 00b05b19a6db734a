/** A calibrated estimate of one layer. `ff` is absent where nobody has counted flip-flops. */
export interface Estimate {
  readonly lut: number;
  readonly ff?: number;
  readonly bram18: number;
  readonly uram: number;
  readonly dsp: number;
  /** Where the law's numbers come from. */
  readonly source: string;
  /** How far it was found off; 'not calibrated' where nothing was measured. */
  readonly error: string;
}
