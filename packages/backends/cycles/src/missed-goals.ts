import type { Diagnostic } from '@finnc/ir';
import { cycleDiagnostics } from './diagnostics.ts';
import type { DesignGoal, DesignSizing } from './size-design.ts';

/** What was asked for, in cycles, that the depths found do not reach. */
export function missedGoals(
  { bound, firstFrame }: Pick<DesignSizing, 'bound' | 'firstFrame'>,
  { target, latency }: Pick<DesignGoal, 'target' | 'latency'>,
): readonly Diagnostic[] {
  const { interval, name } = bound;
  return [
    ...(target > 0 && target < interval ? [cycleDiagnostics.tooSlow({ interval, target, bound: name })] : []),
    ...(latency > 0 && firstFrame > latency ? [cycleDiagnostics.tooLate({ latency, least: firstFrame })] : []),
  ];
}
