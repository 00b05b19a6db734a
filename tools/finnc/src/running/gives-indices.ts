import type { OutputPort } from '@finnc/ir';

/** Whether an output holds indices and no scores, which are real in a source model: whole numbers as they are. */
export const givesIndices = ({ source: { elem }, scale, bias }: OutputPort): boolean =>
  elem.kind === 'int' &&
  !elem.signed &&
  scale.every((factor) => factor === 1) &&
  bias.every((summand) => summand === 0);
