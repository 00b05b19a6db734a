import {
  definePass,
  option,
  rebuildNode,
  suggest,
  type Graph,
  type Node,
  type PassContext,
  type Place,
} from '@finnc/ir';
import { divisors, folding, layerKind, type FoldDimension, type Folding } from '@finnc/ir/hw';
import { passDiagnostics } from '../diagnostics.ts';

/** What a folding file says of one layer, by FINN's attribute names (PE, SIMD, …); others are left to their owners. */
export interface FoldingAssignment {
  readonly layer: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly at?: Place;
}

type Values = Readonly<Record<string, number>>;

/**
 * Chooses how many lanes each layer has.
 *
 * With `targetCycles`, each layer gets the fewest lanes (the product of its dimensions) that keep a frame within the
 * target; of equal ones those the layer likes best (`Folding.penalty`). A layer named in
 * `assignments` gets what is written there. Without either, layers keep what they have.
 */
export const fold = definePass({
  name: 'fold',
  summary: 'Choose PE and SIMD of each layer, for a rate or from a folding file.',
  needs: 'hardware',
  options: {
    targetCycles: option.numberOr(Infinity, {
      unit: 'cycles',
      describe: 'most clock cycles a frame may take in any layer',
    }),
    fps: option.numberOr(0, { unit: 'frames/s', describe: 'the rate behind targetCycles, for messages' }),
    clockMhz: option.numberOr(100, { unit: 'MHz', describe: 'the clock behind targetCycles, for messages' }),
    single: option.flag(false, { describe: 'one lane in every layer that no assignment names' }),
    assignments: option.value<readonly FoldingAssignment[]>([], { describe: 'layers with given dimensions' }),
  },
  run(graph, { targetCycles, fps, clockMhz, single, assignments }, cx) {
    const given = new Map<string, FoldingAssignment>(assignments.map((assignment) => [assignment.layer, assignment]));
    const slow: { node: Node; cycles: number }[] = [];
    const names = dimensionNames(graph, cx);
    for (const node of graph.order()) {
      const how = cx.ask(folding, node, undefined);
      if (!how) continue;
      const assignment = given.get(node.name);
      given.delete(node.name);
      const values = assignment
        ? assigned(node, how, assignment, names, cx)
        : single
          ? oneLane(how)
          : chosen(how, targetCycles);
      if (!values) continue;
      const cycles = how.cycles(values);
      if (cycles > targetCycles) {
        if (assignment) reportTooSlow(node, cycles, { targetCycles, fps, clockMhz }, cx);
        else slow.push({ node, cycles });
      }
      apply(graph, node, how, values);
    }
    reportUnknown(graph, [...given.values()], cx);
    const [slowest] = slow.sort((a, b) => b.cycles - a.cycles);
    if (!slowest) return;
    const best = Math.floor((clockMhz * 1e6) / slowest.cycles);
    const { node, cycles } = slowest;
    cx.report(
      passDiagnostics.unreachable(
        { layer: node.name, cycles, target: Math.floor(targetCycles), fps, best, clockMhz },
        { layer: node.name, nodes: node.origin },
      ),
    );
  },
});

const oneLane = ({ dimensions }: Folding): Values => Object.fromEntries(dimensions.map(({ key }) => [key, 1]));

const current = ({ dimensions }: Folding): Values =>
  Object.fromEntries(dimensions.map(({ key, value }) => [key, value]));

/** Fewest lanes that meet the target; all lanes if none do. */
function chosen(how: Folding, targetCycles: number): Values | undefined {
  if (how.dimensions.length === 0) return undefined;
  if (targetCycles === Infinity) return current(how);
  let best: (Candidate & { readonly values: Values }) | undefined;
  for (const values of combinations(how.dimensions)) {
    if (how.illegal?.(values) !== undefined) continue;
    const cycles = how.cycles(values);
    const lanes = Object.values(values).reduce((product, value) => product * value, 1);
    const candidate = { values, lanes, cycles, penalty: how.penalty?.(values) ?? 0 };
    if (!best || isBetter(candidate, best, targetCycles)) best = candidate;
  }
  return best?.values;
}

interface Candidate {
  readonly lanes: number;
  readonly cycles: number;
  readonly penalty: number;
}

function isBetter(a: Candidate, b: Candidate, target: number): boolean {
  const [meets, met] = [a.cycles <= target, b.cycles <= target];
  if (meets !== met) return meets;
  if (!meets) return a.cycles < b.cycles || (a.cycles === b.cycles && a.lanes < b.lanes);
  return a.lanes < b.lanes || (a.lanes === b.lanes && a.penalty < b.penalty);
}

function* combinations(dimensions: readonly FoldDimension[]): Generator<Values> {
  const [first, ...rest] = dimensions;
  if (!first) {
    yield {};
    return;
  }
  for (const value of divisors(first.size))
    for (const others of combinations(rest)) yield { [first.key]: value, ...others };
}

function assigned(
  node: Node,
  how: Folding,
  { attributes, at }: FoldingAssignment,
  names: ReadonlySet<string>,
  cx: PassContext,
): Values | undefined {
  const place: Place = { layer: node.name, nodes: node.origin, ...at };
  const values: Record<string, number> = { ...current(how) };
  let ok = true;
  for (const [name, given] of Object.entries(attributes)) {
    if (!names.has(name)) continue;
    const dimension = how.dimensions.find((candidate) => candidate.name === name);
    const value = Number(given);
    if (!dimension) {
      // FINN writes SIMD and PE of layers that finnc folds along one of them; 1 asks for nothing.
      if (value === 1) continue;
      cx.report(
        passDiagnostics.unknownDimension(
          { layer: node.name, dimension: name, known: how.dimensions.map((d) => d.name) },
          place,
        ),
      );
      ok = false;
    } else if (!Number.isInteger(value) || value < 1 || dimension.size % value !== 0) {
      const { of, size } = dimension;
      cx.report(
        passDiagnostics.doesNotDivide(
          { layer: node.name, dimension: name, value, of, size, legal: divisors(size) },
          place,
        ),
      );
      ok = false;
    } else values[dimension.key] = value;
  }
  const reason = ok ? how.illegal?.(values) : undefined;
  if (reason !== undefined) cx.report(passDiagnostics.illegalFolding({ layer: node.name, reason }, place));
  return ok && reason === undefined ? values : undefined;
}

/** A folding and a rate that contradict each other: neither is silently given up. */
function reportTooSlow(
  node: Node,
  cycles: number,
  { targetCycles, fps, clockMhz }: { readonly targetCycles: number; readonly fps: number; readonly clockMhz: number },
  cx: PassContext,
): void {
  const about = { layer: node.name, cycles, target: Math.floor(targetCycles), fps, clockMhz };
  cx.report(passDiagnostics.tooSlowAsGiven(about, { layer: node.name, nodes: node.origin }));
}

/** The dimensions that folding files speak of: FINN's, and whatever else the layers of this design are folded along. */
const dimensionNames = (graph: Graph, cx: PassContext): ReadonlySet<string> =>
  new Set([
    'PE',
    'SIMD',
    ...graph
      .order()
      .flatMap((node) => cx.ask(folding, node, undefined)?.dimensions ?? [])
      .map(({ name }) => name),
  ]);

function apply(graph: Graph, node: Node, how: Folding, values: Values): void {
  if (how.dimensions.every(({ key, value }) => values[key] === value)) return;
  rebuildNode(graph, node, { attrs: values });
}

function reportUnknown(graph: Graph, left: readonly FoldingAssignment[], cx: PassContext): void {
  const candidates = graph.order().flatMap((node) => (cx.ask(layerKind, node, undefined) ? [node.name] : []));
  for (const { layer, at } of left) {
    cx.report(passDiagnostics.unknownLayer({ layer, candidates, suggestion: suggest(layer, candidates) }, at));
  }
}
