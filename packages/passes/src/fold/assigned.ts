import { rebuildNode, suggest, type Graph, type Node, type PassContext, type Place } from '@finnc/ir';
import { divisors, folding, layerKind, type Folding } from '@finnc/ir/hw';
import { passDiagnostics } from '../diagnostics.ts';
import { currentValues, type FoldValues } from './values.ts';

/** What a folding file says of one layer, by FINN's attribute names (PE, SIMD, …); others are left to their owners. */
export interface FoldingAssignment {
  readonly layer: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly at?: Place;
}

/** The foldings that assignments give; what they cannot is reported, and so are names that no layer has. */
export function assignedValues(
  graph: Graph,
  assignments: readonly FoldingAssignment[],
  cx: PassContext,
): ReadonlyMap<Node, FoldValues> {
  const given = new Map(assignments.map((assignment) => [assignment.layer, assignment]));
  const names = dimensionNames(graph, cx);
  const found = new Map<Node, FoldValues>();
  for (const node of graph.order()) {
    const how = cx.ask(folding, node, undefined);
    const assignment = given.get(node.name);
    if (!how || !assignment) continue;
    given.delete(node.name);
    const values = valuesOf(node, how, assignment, names, cx);
    // What is refused keeps the folding that it has: the build stops anyway.
    found.set(node, values ?? currentValues(how));
  }
  const candidates = graph.order().flatMap((node) => (cx.ask(layerKind, node, undefined) ? [node.name] : []));
  for (const { layer, at } of given.values()) {
    cx.report(passDiagnostics.unknownLayer({ layer, candidates, suggestion: suggest(layer, candidates) }, at));
  }
  return found;
}

function valuesOf(
  node: Node,
  how: Folding,
  { attributes, at }: FoldingAssignment,
  names: ReadonlySet<string>,
  cx: PassContext,
): FoldValues | undefined {
  const place: Place = { layer: node.name, nodes: node.origin, ...at };
  const values: Record<string, number> = { ...currentValues(how) };
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

/** Gives a layer a folding, if that is not the one it has. */
export function applyValues(graph: Graph, node: Node, values: FoldValues): void {
  const now = node.attrs as Readonly<Record<string, unknown>>;
  if (Object.entries(values).some(([key, value]) => now[key] !== value)) rebuildNode(graph, node, { attrs: values });
}
