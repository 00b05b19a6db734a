import { narrow, stuckChannels } from '@finnc/passes';
import { count, widestInteger } from './describe.ts';
import { runPasses } from './graph-step.ts';
import { graphOf, type BuildState } from './state.ts';

/** Exact widths, and channels that never change: told, or left out where that is asked for. */
export function narrowStep(state: BuildState): string {
  const multipleOf = state.options.config?.dropConstant;
  runPasses(
    state,
    'narrow',
    multipleOf === undefined
      ? [narrow(), stuckChannels()]
      : [narrow(), stuckChannels({ drop: true, multipleOf }), narrow()],
  );
  return `${count(graphOf(state).size, 'node')}, widest integer ${count(widestInteger(graphOf(state)), 'bit')}`;
}
