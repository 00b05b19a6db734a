import {
  alongAxis,
  analyseIntegers,
  applyRules,
  definePass,
  isInteger,
  option,
  qnn,
  type Ask,
  type Graph,
  type Node,
} from '@finnc/ir';
import { identityRules } from '../cleanup/identities.ts';
import { passDiagnostics } from '../diagnostics.ts';
import { rangeOf } from './narrow.ts';
import { dropChannels } from './drop-channels.ts';

/** An activation with channels whose thresholds are all reached or all missed by whatever accumulator can come. */
export interface StuckActivation {
  readonly node: Node<typeof qnn.multiThreshold>;
  /** What each channel always gives; undefined where that depends on the input. */
  readonly constants: readonly (number | undefined)[];
}

/**
 * Finds the channels that never change, from the exact range of each accumulator: its weights at hand, and the type of
 * what it sums.
 */
export function stuckActivations(graph: Graph, ask: Ask): readonly StuckActivation[] {
  const { facts } = analyseIntegers(graph, ask);
  return graph.order().flatMap((node) => {
    if (node.op.name !== qnn.multiThreshold.name) return [];
    const activation = node as unknown as Node<typeof qnn.multiThreshold>;
    const { x, thresholds } = activation.operand;
    const fact = facts.get(x);
    if (!fact || fact.domain !== 'integer' || !isInteger(x.type.elem) || x.constant) return [];
    const { axis, outScale, outBias } = activation.attrs;
    const rank = x.type.shape.length;
    const range = rangeOf(fact);
    const [low, high] = [alongAxis(range.low, rank, Object.is), alongAxis(range.high, rank, Object.is)];
    if (!low || !high || [low.axis, high.axis].some((own) => own !== undefined && own !== axis)) return [];
    const [rows = 1, steps = 0] = thresholds.type.shape;
    const entry = (entries: readonly number[], channel: number): number => entries[entries.length === 1 ? 0 : channel]!;
    const constants = Array.from({ length: x.type.shape[axis] ?? 1 }, (_, channel) => {
      const row = rows === 1 ? 0 : channel;
      const own = thresholds.constant.data.subarray(row * steps, (row + 1) * steps);
      const reached = (value: number): number => Array.from(own).filter((t) => value >= t).length;
      const count = reached(entry(low.entries, channel));
      return count === reached(entry(high.entries, channel)) ? outScale * count + outBias : undefined;
    });
    return constants.every((value) => value === undefined) ? [] : [{ node: activation, constants }];
  });
}

const nameOf = ({ origin, name, result }: StuckActivation['node']): string => result.y.name ?? origin.at(-1) ?? name;

const isStuck = (value: number | undefined): boolean => value !== undefined;

/**
 * Tells which channels never change and, if asked for, leaves them out: the product before makes them no longer, and the
 * one behind takes their constants into its thresholds.
 */
export const stuckChannels = definePass({
  name: 'stuck-channels',
  summary: 'Find channels that never change, and leave them out if asked for.',
  needs: 'integer',
  options: {
    drop: option.flag(false, { describe: 'leave them out' }),
    multipleOf: option.numberOr(1, { describe: 'keep a multiple of so many channels, to fold by', unit: 'channels' }),
  },
  run(graph, { drop, multipleOf }, cx) {
    const found = stuckActivations(graph, cx);
    if (found.length === 0) return;
    const layers = found.map(({ node, constants }) => ({
      layer: nameOf(node),
      stuck: constants.filter(isStuck).length,
      channels: constants.length,
    }));
    if (!drop) {
      cx.report(passDiagnostics.stuckChannels({ layers }));
      return;
    }
    let dropped = 0;
    const reasons = new Map<string, string>();
    // With fewer inputs, more accumulators may be stuck; each round leaves fewer channels.
    for (let before = -1; before < dropped;) {
      before = dropped;
      for (const stuck of stuckActivations(graph, cx)) {
        const layer = nameOf(stuck.node);
        const outcome = dropChannels(graph, stuck, multipleOf);
        if (typeof outcome === 'number') dropped += outcome;
        else reasons.set(layer, outcome.kept);
        if (typeof outcome === 'number') break;
      }
    }
    graph.sweep();
    applyRules(graph, identityRules, cx, cx.onRewrite ? { onEvent: cx.onRewrite } : {});
    const left = stuckActivations(graph, cx).map(({ node, constants }) => ({
      layer: nameOf(node),
      stuck: constants.filter(isStuck).length,
      reason: reasons.get(nameOf(node)) ?? '',
    }));
    cx.report(passDiagnostics.droppedChannels({ dropped, left }));
  },
});
