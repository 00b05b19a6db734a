/** What a layer takes from the fabric, as FINN counts it: FINN has no estimate of flip-flops. */
export interface Resources {
  readonly lut: number;
  readonly bram18: number;
  readonly uram: number;
  readonly dsp: number;
}

/** A layer for which FINN has no formula: FINN counts nothing, which is not the same as free. */
export const nothing: Resources = Object.freeze({ lut: 0, bram18: 0, uram: 0, dsp: 0 });
