import { resourceKeys, resourceNames, usableCapacity, type Device, type Estimate } from '@finnc/ir/hw';

/** Sums over layers; `ff` only where every layer has an estimate of its flip-flops (FINN has none at all). */
export interface Totals {
  readonly lut: number;
  readonly ff?: number;
  readonly bram18: number;
  readonly uram: number;
  readonly dsp: number;
}

export interface Fit {
  readonly resource: string;
  readonly used: number;
  readonly available: number;
  /** Absent where the device has none of it. */
  readonly percent?: number;
  readonly fits: boolean;
}

export function sumEstimates(estimates: readonly Omit<Estimate, 'source' | 'error'>[]): Totals {
  const total = { lut: 0, bram18: 0, uram: 0, dsp: 0 };
  let ff: number | undefined = 0;
  for (const estimate of estimates) {
    total.lut += estimate.lut;
    total.bram18 += estimate.bram18;
    total.uram += estimate.uram;
    total.dsp += estimate.dsp;
    ff = ff === undefined || estimate.ff === undefined ? undefined : ff + estimate.ff;
  }
  return ff === undefined || estimates.length === 0 ? total : { ...total, ff };
}

/** Use against capacity, one entry a resource; flip-flops are left out where they are not estimated. */
export function fitOn(totals: Totals, device: Device): Fit[] {
  const available = usableCapacity(device);
  return resourceKeys.flatMap((key) => {
    const used = totals[key];
    if (used === undefined) return [];
    const capacity = available[key];
    return {
      resource: resourceNames[key],
      used,
      available: capacity,
      ...(capacity === 0 ? {} : { percent: (100 * used) / capacity }),
      fits: used <= capacity,
    };
  });
}
