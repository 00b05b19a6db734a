import type { Ask, Diagnostic, Facet, Graph, HostOperation, Node } from '@finnc/ir';
import {
  fifo,
  folding,
  layerKind,
  operationCounts,
  resources,
  timing,
  width,
  type Board,
  type Estimate,
  type OperationCounts,
  type Performance,
  type Target,
} from '@finnc/ir/hw';
import { reportDiagnostics } from './diagnostics.ts';
import { fitOn, sumEstimates, type Fit, type Totals } from './fit.ts';
import { performanceOf } from './performance.ts';
import { trafficOf, type Traffic } from './ports.ts';

/** One layer of the report. What its kind does not answer is absent, never zero. */
export interface ReportLayer {
  readonly name: string;
  /** The name FINN gives it in its files: `MVAU_hls_0` for `MVAU_0`. */
  readonly finnName: string;
  readonly kind: string;
  readonly variant: 'hls' | 'rtl';
  readonly op: string;
  /** Width converters and FIFOs: part of the resources, without cycles of their own. */
  readonly plumbing: boolean;
  /** Spread dimensions under their folding names: PE, SIMD. */
  readonly dimensions: readonly { readonly name: string; readonly value: number; readonly size: number }[];
  readonly cycles?: number;
  readonly cyclesSource?: string;
  readonly estimate?: Estimate;
  /** Operations and parameters under FINN's keys. */
  readonly counts?: OperationCounts;
  readonly origin: readonly string[];
}

export interface Bottleneck {
  readonly name: string;
  readonly cycles: number;
}

/**
 * DMA and interconnect around the layers: already taken off what the board offers, or left out and of a size that is
 * known for the board or not.
 */
export type Shell = { readonly counted: 'reserved' } | { readonly counted: 'no'; readonly estimate?: Estimate };

/** Everything the renderings show; layers in topological order. */
export interface ReportModel {
  readonly name: string;
  readonly board: string;
  readonly part: string;
  readonly clockMhz: number;
  readonly cost: Target['cost'];
  readonly layers: readonly ReportLayer[];
  readonly totals: Totals;
  /** Absent when no layer has cycles. */
  readonly performance?: Performance;
  /** The slowest layer, or the port or memory where that takes longer still. */
  readonly bottleneck?: Bottleneck;
  /** Frames a second that it allows. */
  readonly fps?: number;
  /** What enters and leaves; absent where a layer does not say what it streams. */
  readonly traffic?: Traffic;
  readonly fit: readonly Fit[];
  readonly fits: boolean;
  /** What `totals`, `fit` and `fits` leave out around the layers. */
  readonly shell: Shell;
  /** Layers without an estimate: `totals`, `fit` and `fits` do not count them. */
  readonly uncounted: readonly string[];
  /** What a host computes before and after the layers. */
  readonly notInHardware: readonly HostOperation[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Asks every layer of a hardware graph for name, folding, cycles, resources and counts, and sums them up.
 *
 * A kind that does not answer is left out of the figure and named by a warning in `diagnostics`.
 */
export function reportModel(
  graph: Graph,
  cx: Ask & { readonly target: Target; readonly hostOperations?: readonly HostOperation[] },
): ReportModel {
  const { board, clockMhz, cost } = cx.target;
  const silent = new SilentKinds();
  const cycles = new Map<Node, number>();
  const layers = graph.order().map((node) => {
    const layer = layerOf(node, cx, silent);
    if (layer.cycles !== undefined) cycles.set(node, layer.cycles);
    return layer;
  });

  const totals = sumEstimates(layers.flatMap(({ estimate }) => estimate ?? []));
  const fit = fitOn(totals, board.device);
  const performance = performanceOf(graph, cycles, clockMhz);
  const traffic = trafficOf(graph, cx, board, clockMhz);
  const bottleneck = performance && bottleneckOf(performance, traffic);
  return {
    name: graph.name,
    board: board.name,
    part: board.part,
    clockMhz,
    cost,
    layers,
    totals,
    ...(performance && { performance }),
    ...(bottleneck && { bottleneck, fps: (clockMhz * 1e6) / bottleneck.cycles }),
    ...(traffic && { traffic }),
    fit,
    fits: fit.every(({ fits }) => fits),
    shell: shellOf(board),
    uncounted: layers.filter(({ estimate }) => !estimate).map(({ name }) => name),
    notInHardware: cx.hostOperations ?? [],
    diagnostics: silent.diagnostics(),
  };
}

function bottleneckOf({ maxCycles, maxCyclesNode }: Performance, traffic: Traffic | undefined): Bottleneck {
  return traffic && traffic.slowest.cycles > maxCycles ? traffic.slowest : { name: maxCyclesNode, cycles: maxCycles };
}

function shellOf({ shell, device: { usable = [] } }: Board): Shell {
  if (usable.length > 0) return { counted: 'reserved' };
  return { counted: 'no', ...(shell && { estimate: shell }) };
}

/** The error for a design larger than its board, for callers that must stop there. */
export function fitDiagnostic({ board, fit, fits }: ReportModel): Diagnostic | undefined {
  return fits ? undefined : reportDiagnostics.doesNotFit({ board, over: fit.filter((entry) => !entry.fits) });
}

function layerOf(node: Node, cx: Ask & { readonly target: Target }, silent: SilentKinds): ReportLayer {
  const { target } = cx;
  const plumbing = node.op.name === width.name || node.op.name === fifo.name;
  const named = cx.ask(layerKind, node, undefined);
  if (!named) silent.add(node, layerKind, 'FINN’s files call these by the names of finnc');
  const estimate = cx.ask(resources, node, target);
  if (!estimate) silent.add(node, resources, 'left out of the totals');
  const time = plumbing ? undefined : cx.ask(timing, node, target);
  if (!time && !plumbing) silent.add(node, timing, 'left out of rate and latency');
  const counts = cx.ask(operationCounts, node, undefined);
  if (!counts && !plumbing) silent.add(node, operationCounts, 'left out of the operation counts');

  const kind = named?.kind ?? node.op.name;
  const variant = named?.variant ?? 'hls';
  const serial = node.name.startsWith(`${kind}_`) ? node.name.slice(kind.length + 1) : undefined;
  return {
    name: node.name,
    finnName: serial === undefined ? node.name : `${kind}_${variant}_${serial}`,
    kind,
    variant,
    op: node.op.name,
    plumbing,
    dimensions: (cx.ask(folding, node, undefined)?.dimensions ?? []).map(({ name, value, size }) => ({
      name,
      value,
      size,
    })),
    ...(time && { cycles: time.cycles, cyclesSource: time.source }),
    ...(estimate && { estimate }),
    ...(counts && { counts }),
    origin: node.origin,
  };
}

/** Unanswered questions, gathered so that a kind is named once a question and not once a layer. */
class SilentKinds {
  readonly #found = new Map<string, { op: string; facet: string; layers: string[]; consequence: string }>();

  add<Context, Answer>(node: Node, { id }: Facet<Context, Answer>, consequence: string): void {
    const key = `${node.op.name} ${id}`;
    const entry = this.#found.get(key) ?? { op: node.op.name, facet: id, layers: [], consequence };
    entry.layers.push(node.name);
    this.#found.set(key, entry);
  }

  diagnostics(): Diagnostic[] {
    return [...this.#found.values()].map((found) => reportDiagnostics.unanswered(found));
  }
}
