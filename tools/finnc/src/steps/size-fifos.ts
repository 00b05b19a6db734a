import { decimal } from '@finnc/backend-report';
import { designOf, sizeFifos, type DesignSizing } from '@finnc/cycles';
import type { Diagnostic } from '@finnc/ir';
import { firingsOf } from '@finnc/ir/hw';
import { driverDiagnostics } from '../diagnostics.ts';
import { count } from './describe.ts';
import { runPasses } from './graph-step.ts';
import { graphOf, type BuildState } from './state.ts';

/** Million events that a build computes for FIFO depths. */
const mostMillionEvents = 20;

/** Firings a frame, over all layers, of the largest design for which that is enough; an unfolded one has a hundred times that. */
const mostFiringsAFrame = 2e6;

/**
 * Gives FIFOs the depths that the cycle model proves; where a layer has no cycle model, or the design is too large, they
 * stay as they are, and a note says so.
 */
export function sizeFifosStep(state: BuildState): string {
  const { registry, plan } = state;
  const kept = 'FIFOs as they were';
  const told: Diagnostic[] = [];
  const design = designOf(graphOf(state), {
    ask: registry.ask.bind(registry),
    report: (found) => void told.push(found),
  });
  if (!design) {
    const reason = told.map(({ message }) => message).join('; ');
    state.report(driverDiagnostics.unsizedFifos({ reason }));
    return kept;
  }
  const firings = design.network.actors.reduce((sum, { schedule }) => sum + firingsOf(schedule), 0);
  if (firings > mostFiringsAFrame) {
    state.report(driverDiagnostics.unsizedFifos({ reason: `${decimal(firings)} firings a frame take long` }));
    return kept;
  }
  const found: DesignSizing[] = [];
  // Synthesised engines may read further ahead than the RTL; where branches meet, that would make them stand still.
  const keepJoins = plan.backends.some(({ name }) => name === 'hls');
  const pass = sizeFifos({
    patience: mostMillionEvents,
    keepJoins,
    receiver: { onSized: (sizing) => void found.push(sizing) },
  });
  if (!runPasses(state, 'size-fifos', [pass])) return 'not sized';
  const [sizing] = found;
  if (!sizing) return kept;
  const { fifos, bits, finnBits, interval } = sizing;
  return `${count(fifos.length, 'FIFO')} of ${decimal(bits)} bits (FINN's rule: ${decimal(finnBits)}), a frame every ${decimal(interval)} cycles`;
}
