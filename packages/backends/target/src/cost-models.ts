/** `hls`: our laws, calibrated on published designs and synthesis runs; `finn`: FINN's formulas, for comparison. */
export const costModels = Object.freeze(['hls', 'finn'] as const);

export type CostModel = (typeof costModels)[number];
