import { applyRules, definePass } from '@finnc/ir';
import { absorbScalingRules } from '../streamline/absorb-scaling.ts';
import { dropReluRules } from './drop-relu.ts';
import { foldConstants } from './fold-constants.ts';
import { identityRules } from './identities.ts';

/** Folds constants, drops identities and moves scalars behind multi-thresholds into them; the meaning stays. */
export const tidyUp = definePass({
  name: 'tidy-up',
  summary:
    'Fold constants, drop identities and rectifiers that a quantiser repeats, absorb scalars into output scales.',
  needs: 'qnn',
  run(graph, _options, cx) {
    foldConstants(graph, cx);
    applyRules(
      graph,
      [...identityRules, ...absorbScalingRules, ...dropReluRules],
      cx,
      cx.onRewrite ? { onEvent: cx.onRewrite } : {},
    );
    foldConstants(graph, cx);
    graph.sweep();
  },
});
