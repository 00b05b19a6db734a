import { definePass, option, type Graph, type Node, type PassContext } from '@finnc/ir';
import { folding, foldingGoals, type Limits, type Target } from '@finnc/ir/hw';
import { passDiagnostics } from '../diagnostics.ts';
import { applyValues, assignedValues, type FoldingAssignment } from './assigned.ts';
import { foldOnDevice, type DeviceOptions } from './cheapest/fold-on-device.ts';
import { fewestLanes } from './fewest-lanes.ts';
import { setFolding } from './set-folding.ts';
import { currentValues, oneLane, type FoldValues } from './values.ts';

/**
 * Chooses how many lanes each layer has.
 *
 * With `targetCycles` and a `target`, all layers get the folding that takes the least of the device, what lies between
 * layers included, while none takes more cycles than that; with `fastest`, the one with the highest rate that fits.
 * Without a `target`, each layer gets the fewest lanes (the product of its dimensions) that keep a frame within
 * `targetCycles`; of equal ones those the layer likes best (`Folding.penalty`).
 *
 * With the objective `finn-compat`, layers are folded as FINN folds them for `targetCycles`.
 *
 * A layer named in `assignments` gets what is written there. Without any of it, layers keep what they have.
 */
export const fold = definePass({
  name: 'fold',
  summary: 'Choose PE and SIMD of each layer, for a rate, for a device, or from a folding file.',
  needs: 'hardware',
  options: {
    targetCycles: option.numberOr(Infinity, {
      unit: 'cycles',
      describe: 'most clock cycles a frame may take in any layer',
    }),
    fps: option.numberOr(0, { unit: 'frames/s', describe: 'the rate behind targetCycles, for messages' }),
    clockMhz: option.numberOr(100, { unit: 'MHz', describe: 'the clock behind targetCycles, for messages' }),
    single: option.flag(false, { describe: 'one lane in every layer that no assignment names' }),
    fastest: option.flag(false, { describe: 'the highest rate that fits the target' }),
    objective: option.choice(foldingGoals, 'area', {
      describe: 'what is made small on the target, or finn-compat for what SetFolding of FINN chooses',
    }),
    mustFit: option.flag(true, { describe: 'whether a folding that the target has no room for is an error' }),
    limits: option.value<Limits>({}, { describe: 'parts of resources that the design may take at most' }),
    maxDepth: option.numberOr(512, { unit: 'beats', describe: 'deepest FIFO that insert-streams makes' }),
    assignments: option.value<readonly FoldingAssignment[]>([], { describe: 'layers with given dimensions' }),
    target: option.value<Target | 'none'>('none', {
      describe: 'what the design is built for, to know what layers cost',
    }),
  },
  run(graph, { targetCycles, fps, clockMhz, single, fastest, assignments, target, objective, ...rest }, cx) {
    const given = assignedValues(graph, assignments, cx);
    const rate = { targetCycles, fps, clockMhz };
    reportTooSlow(graph, given, rate, cx);
    if (objective === 'finn-compat' && fastest) {
      const wants = "is 'finn-compat', which folds for a given rate: give one (--fps) in place of the highest (--max)";
      cx.report(passDiagnostics.badOption({ pass: 'fold', option: 'objective', wants }));
      return;
    }
    if (objective === 'finn-compat' && targetCycles !== Infinity) {
      setFolding(graph, targetCycles, given, cx);
      return;
    }
    if (objective !== 'finn-compat' && target !== 'none' && (fastest || targetCycles !== Infinity)) {
      const options: DeviceOptions = { ...rest, ...rate, objective, target, fastest, given };
      foldOnDevice(graph, options, cx);
      return;
    }
    for (const node of graph.order()) {
      const how = cx.ask(folding, node, undefined);
      if (!how) continue;
      const own = single
        ? oneLane(how)
        : targetCycles === Infinity
          ? currentValues(how)
          : fewestLanes(how, targetCycles);
      const values = given.get(node) ?? own;
      if (values) applyValues(graph, node, values);
    }
  },
});

interface Rate {
  readonly targetCycles: number;
  readonly fps: number;
  readonly clockMhz: number;
}

/** Layers that cannot keep up with the rate: each one that is given so, and of the others the slowest. */
function reportTooSlow(
  graph: Graph,
  given: ReadonlyMap<Node, FoldValues>,
  { targetCycles, fps, clockMhz }: Rate,
  cx: PassContext,
): void {
  if (targetCycles === Infinity) return;
  const about = { target: Math.floor(targetCycles), fps, clockMhz };
  let slowest: { readonly node: Node; readonly cycles: number } | undefined;
  for (const node of graph.order()) {
    const how = cx.ask(folding, node, undefined);
    const values = how && (given.get(node) ?? fewestLanes(how, targetCycles));
    if (!how || !values) continue;
    const cycles = how.cycles(values);
    if (cycles <= targetCycles) continue;
    const place = { layer: node.name, nodes: node.origin };
    if (given.has(node)) cx.report(passDiagnostics.tooSlowAsGiven({ layer: node.name, cycles, ...about }, place));
    else if (!slowest || cycles > slowest.cycles) slowest = { node, cycles };
  }
  if (!slowest) return;
  const { node, cycles } = slowest;
  const best = Math.floor((clockMhz * 1e6) / cycles);
  const place = { layer: node.name, nodes: node.origin };
  cx.report(passDiagnostics.unreachable({ layer: node.name, cycles, best, ...about }, place));
}
