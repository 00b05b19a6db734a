/** `finnc`: our laws, calibrated on published designs and synthesis runs; `finn`: FINN's formulas, for comparison. */
export { costModels, type CostModel } from '@finnc/ir/hw';
