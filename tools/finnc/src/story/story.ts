import {
  analyseIntegers,
  isInteger,
  rationals,
  showType,
  smallestMargin,
  suggest,
  type Ask,
  type Graph,
  type HostOperation,
  type Node,
  type RewriteEvent,
  type ScaledInteger,
  type Tensor,
  type Value,
} from '@finnc/ir';
import { folding, layerKind, resources, timing, type Target } from '@finnc/ir/hw';
import type { RecordedStep } from './recording.ts';

/** What one step has to do with a node. */
export interface Chapter {
  readonly step: string;
  /** Rules that rewrote it, and rules that left it and why. */
  readonly rules: readonly string[];
  /** What it is afterwards; absent where nothing has changed. */
  readonly state?: readonly string[];
  /** What the analysis knows: ranges, scales, thresholds, or why there is no integer form. */
  readonly found: readonly string[];
}

/** Everything that happened to a node of the source model, from import to the final layer. */
export interface Story {
  readonly node: string;
  /** Nodes of the source model that go by the name. */
  readonly sources: readonly string[];
  readonly chapters: readonly Chapter[];
}

/**
 * The story of a node, a module of the training script, or a layer of the design.
 *
 * @param names   modules of the source nodes, where the source model is at hand
 * @param hostOperations  what a host computes, with the reasons
 * @param target  whose laws of cost the final layer is told by
 */
export function storyOf(
  node: string,
  steps: readonly RecordedStep[],
  ask: Ask,
  target: Target,
  names: ReadonlyMap<string, string> = new Map(),
  hostOperations: readonly HostOperation[] = [],
): { readonly story: Story } | { readonly unknown: string; readonly suggestion: string | undefined } {
  const sources = sourcesOf(node, steps, names);
  if (sources.size === 0) return { unknown: node, suggestion: suggest(node, namesIn(steps, names)) };
  const isOwn = ({ origin, name }: { readonly origin: readonly string[]; readonly name?: string }): boolean =>
    origin.some((source) => sources.has(source)) || (name !== undefined && sources.has(name));
  const analysed = analysedStep(steps);
  const onHost = hostOperations.filter(({ node: own }) => sources.has(own));
  let before = '';
  let left: readonly Node[] = [];
  const chapters = steps.flatMap(({ step, events, graph }): Chapter[] => {
    const nodes = graph?.order().filter(isOwn) ?? [];
    const state = nodes.length > 0 || !graph ? nodes.map(nodeText) : goneText(left, graph, onHost);
    if (nodes.length > 0) left = nodes;
    const rules = ruleLines(events.filter((event) => isOwn({ origin: event.origin, name: event.node })));
    const found = [
      ...(graph && graph === analysed ? analysisLines(graph, nodes, ask) : []),
      ...nodes.flatMap((own) => layerLines(own, ask, target, graph === lastGraph(steps))),
    ];
    const text = state.join('\n');
    const isNew = graph !== undefined && text !== before;
    if (graph) before = text;
    if (!isNew && rules.length === 0 && found.length === 0) return [];
    return [{ step, rules, found, ...(isNew ? { state } : {}) }];
  });
  return { story: { node, sources: [...sources], chapters } };
}

/** The source nodes that are meant: by their name, their module, a module that holds them, or the layer they became. */
function sourcesOf(
  node: string,
  steps: readonly RecordedStep[],
  names: ReadonlyMap<string, string>,
): ReadonlySet<string> {
  const modules = [...names].filter(([, module]) => module === node || module.startsWith(`${node}.`));
  const found = new Set(modules.map(([source]) => source));
  if (names.has(node)) found.add(node);
  for (const { graph } of steps) {
    for (const { name, origin } of graph?.order() ?? []) {
      if (origin.includes(node)) found.add(node);
      // A graph in text form need not say where its nodes come from.
      if (name === node) for (const source of origin.length > 0 ? origin : [name]) found.add(source);
    }
  }
  return found;
}

/** Where nodes that are gone have gone: to the host, or into the nearest ones behind them that are still there. */
function goneText(gone: readonly Node[], graph: Graph, onHost: readonly HostOperation[]): readonly string[] {
  if (onHost.length > 0) return onHost.map(({ op, reason }) => `on the host (${op}): ${reason}`);
  return [absorbedText(gone, graph)];
}

function absorbedText(gone: readonly Node[], graph: Graph): string {
  const kept = new Map(graph.order().flatMap((node) => node.origin.map((source) => [source, node] as const)));
  const heirs = new Set<string>();
  const seen = new Set(gone);
  for (const node of seen) {
    for (const reader of Object.values<Value>(node.result).flatMap(({ uses }) => [...uses].map((use) => use.node))) {
      const heir = reader.origin.map((source) => kept.get(source)).find((found) => found);
      if (heir) heirs.add(heir.name);
      else seen.add(reader);
    }
  }
  return heirs.size > 0
    ? `absorbed into ${[...heirs].join(', ')}`
    : 'gone: it is in the description of an output, or not needed';
}

const namesIn = (steps: readonly RecordedStep[], names: ReadonlyMap<string, string>): ReadonlySet<string> =>
  new Set([
    ...[...names].flat(),
    ...steps.flatMap(({ graph }) => graph?.order().flatMap(({ name, origin }) => [name, ...origin]) ?? []),
  ]);

const lastGraph = (steps: readonly RecordedStep[]): Graph | undefined => steps.findLast(({ graph }) => graph)?.graph;

/** The state that streamline reads, else the first: there, facts are about the values of the source model. */
function analysedStep(steps: readonly RecordedStep[]): Graph | undefined {
  const at = steps.findIndex(({ step }) => step === 'streamline');
  const before = at < 0 ? [] : steps.slice(0, at);
  return before.findLast(({ graph }) => graph)?.graph ?? steps.find(({ graph }) => graph)?.graph;
}

function ruleLines(events: readonly RewriteEvent[]): readonly string[] {
  const lines = events.map(({ rule, node, made = [], skipped }) => {
    if (skipped !== undefined) return `${rule} left ${node}: ${skipped}`;
    return made.length > 0 ? `${rule} made ${made.join(', ')} of ${node}` : `${rule} took ${node} out`;
  });
  return [...new Set(lines)];
}

/** `MVAU_0 = hw.mvau(x: int2[1,784], weights: bipolar[64,784]) -> int2[1,64]`. */
function nodeText({ name, op, operand, result }: Node): string {
  const operands = Object.entries<Value>(operand).map(([key, { type }]) => `${key}: ${showType(type)}`);
  const results = Object.values<Value>(result).map(({ type }) => showType(type));
  return `${name} = ${op.name}(${operands.join(', ')}) -> ${results.join(', ')}`;
}

function analysisLines(graph: Graph, nodes: readonly Node[], ask: Ask): readonly string[] {
  const { facts, forms, reasons } = analyseIntegers(graph, ask);
  return nodes.flatMap((node) => {
    const reason = reasons.get(node);
    if (reason !== undefined) return [`${node.name} has no integer form: ${reason}`];
    const { ascent } = forms.get(node) ?? {};
    const margin = ascent && smallestMargin(ascent);
    return [
      ...Object.values<Value>(node.result).flatMap((value) => {
        const fact = facts.get(value);
        return fact ? [`${node.name} gives ${factText(fact)}`] : [];
      }),
      ...(margin
        ? [
            `${node.name} comes nearest to a step in channel ${margin.channel}: integer ${margin.integer}, ${short(margin.steps)} steps away`,
          ]
        : []),
    ];
  });
}

function factText({ domain, scale, low, high, constant }: ScaledInteger): string {
  const scales = Array.from(scale.data, rationals.toNumber);
  const scaling =
    scales.length === 1
      ? `scale ${short(scales[0]!)}`
      : `${scales.length} scales from ${short(Math.min(...scales))} to ${short(Math.max(...scales))}`;
  if (domain === 'float32') return `real numbers, ${scaling}`;
  const [least, most] = [extreme(low.data, Math.min), extreme(high.data, Math.max)];
  return `integers in [${least}, ${most}], ${scaling}${constant ? ', constant' : ''}`;
}

const short = (value: number): string => String(Number(value.toPrecision(6)));

function extreme(values: ArrayLike<number>, choose: (a: number, b: number) => number): number {
  let found = values[0] ?? NaN;
  for (let i = 1; i < values.length; i++) found = choose(found, values[i]!);
  return found;
}

/** Thresholds where there are some; folding and cost of the layer that comes out in the end. */
function layerLines(node: Node, ask: Ask, target: Target, isLast: boolean): readonly string[] {
  const { thresholds } = node.operand as Readonly<Record<string, Value | undefined>>;
  const lines = isLast && thresholds?.constant ? thresholdLines(node, thresholds.constant) : [];
  if (!isLast || !ask.ask(layerKind, node, undefined)) return lines;
  const dimensions = ask.ask(folding, node, undefined)?.dimensions ?? [];
  const fold = dimensions.map(({ name, value, of, size }) => `${name} = ${value} of ${of} ${size}`);
  const cycles = ask.ask(timing, node, target)?.cycles;
  const cost = ask.ask(resources, node, target);
  const parts = [
    ...fold,
    ...(cycles === undefined ? [] : [`${cycles.toLocaleString('en-US')} cycles`]),
    ...(cost ? [`${Math.ceil(cost.lut)} LUT, ${Math.ceil(cost.bram18)} BRAM18, ${Math.ceil(cost.dsp)} DSP`] : []),
  ];
  return [...lines, ...(parts.length > 0 ? [`${node.name}: ${parts.join(', ')}`] : [])];
}

function thresholdLines({ name, attrs, result }: Node, { type, data }: Tensor): readonly string[] {
  if (data.length === 0 || !isInteger(type.elem)) return [];
  const [rows = 1, steps = 0] = type.shape;
  const range = `from ${extreme(data, Math.min)} to ${extreme(data, Math.max)}`;
  // A unit with classes of positions has a row for each channel and class.
  const { rowClasses = [] } = attrs as { readonly rowClasses?: readonly number[] };
  const last = Object.values<Value>(result)[0]?.type.shape.at(-1) ?? rows;
  const channels = rowClasses.length > 0 && rows > 1 ? last : rows;
  const each = rows === 1 ? 'all channels' : `each of ${channels} channels`;
  const classes = rows > channels ? ` and ${rows / channels} classes of positions` : '';
  return [`${name} counts ${steps} thresholds in ${each}${classes}, ${range}`];
}
