import { executor, feedPort, type Ask, type Graph, type Tensor, type Value } from '@finnc/ir';
import type { Target } from '@finnc/ir/hw';
import { codeTolerance, compareValues, realValues } from '@finnc/passes';
import { exitCodes, type ExitCode } from '../exit-code.ts';
import { align, type Pair } from './align.ts';
import { designLayers, type DesignLayer } from './layer.ts';

/** One of the two designs. */
export interface Side {
  /** What it is called: the file or folder. */
  readonly name: string;
  /** In the folded stage. */
  readonly graph: Graph;
  /** What source nodes are called, where the source model is at hand. */
  readonly names?: ReadonlyMap<string, string>;
  /** Inputs for the source model, one list a frame. */
  readonly frames?: readonly (readonly Tensor[])[];
}

export interface Change {
  readonly what: string;
  readonly a: string;
  readonly b: string;
}

/** A layer of both designs, or of one of them. */
export interface LayerDifference {
  readonly a?: string;
  readonly b?: string;
  readonly kind: string;
  readonly sources: readonly string[];
  readonly changes: readonly Change[];
}

export interface Difference {
  readonly a: string;
  readonly b: string;
  /** Every layer, in order; those without changes are equal. */
  readonly layers: readonly LayerDifference[];
  readonly totals: readonly Change[];
  readonly equal: boolean;
  readonly exitCode: ExitCode;
}

/** Compares two designs layer by layer, and on inputs where both sides have some. Touches no disk. */
export function diff(a: Side, b: Side, ask: Ask, target: Target): Difference {
  const [left, right] = [a, b].map(({ graph, names }) =>
    designLayers(graph, ask, target, names).map((layer) => ({
      ...layer,
      output: layer.facts.get('output y') ?? '',
    })),
  ) as [Layer[], Layer[]];
  const pairs = align(left, right);
  const values = a.frames && b.frames ? valueChanges(a, b, pairs) : new Map<DesignLayer, Change>();
  const layers = pairs.map(([one, other]): LayerDifference => {
    const layer = one ?? other;
    const both = one && other ? [...factChanges(one, other), ...constantChanges(one, other)] : [];
    const value = values.get(layer);
    return {
      ...(one ? { a: one.name } : {}),
      ...(other ? { b: other.name } : {}),
      kind: layer.kind,
      sources: layer.sources,
      changes: [...both, ...(value ? [value] : [])],
    };
  });
  const equal = layers.every((layer) => layer.a !== undefined && layer.b !== undefined && layer.changes.length === 0);
  const exitCode = equal ? exitCodes.ok : exitCodes.notEquivalent;
  return { a: a.name, b: b.name, layers, totals: totalsOf(left, right), equal, exitCode };
}

type Layer = DesignLayer & { readonly output: string };

function factChanges(a: DesignLayer, b: DesignLayer): readonly Change[] {
  const keys = new Set([...a.facts.keys(), ...b.facts.keys()]);
  return [...keys].flatMap((what) => {
    const [one, other] = [a.facts.get(what) ?? 'none', b.facts.get(what) ?? 'none'];
    return one === other ? [] : [{ what, a: one, b: other }];
  });
}

/** Weights and thresholds of equal sizes, number by number. */
function constantChanges(a: DesignLayer, b: DesignLayer): readonly Change[] {
  return [...a.constants].flatMap(([key, one]) => {
    const other = b.constants.get(key);
    if (!other || other.data.length !== one.data.length) return [];
    const { differing, total, first } = compareValues(one.data, other.data, one.type.shape, () => 0);
    if (!first) return [];
    const what = `values of ${key}`;
    const count = `${differing.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} differ`;
    return [{ what, a: `[${first.index.join(', ')}] = ${first.expected}`, b: `${first.found}; ${count}` }];
  });
}

/** The first value that differs of each pair of layers, over all frames. */
function valueChanges(a: Side, b: Side, pairs: readonly Pair<Layer>[]): ReadonlyMap<DesignLayer, Change> {
  const [left, right] = [a, b].map(runner) as [Run, Run];
  const changes = new Map<DesignLayer, Change>();
  const frames = Math.min(a.frames?.length ?? 0, b.frames?.length ?? 0);
  for (let frame = 0; frame < frames; frame++) {
    const [one, other] = [left(frame), right(frame)];
    for (const [layer, twin] of pairs) {
      if (!layer || !twin || changes.has(layer)) continue;
      const [wanted, found] = [one.get(layer.node.name), other.get(twin.node.name)];
      if (!wanted || wanted.reals.length !== found?.reals.length) continue;
      const { first } = compareValues(wanted.reals, found.reals, wanted.shape, codeTolerance(wanted.step));
      if (!first) continue;
      const place = `frame ${frame} [${first.index.join(', ')}] = ${first.expected}`;
      changes.set(layer, { what: 'values', a: place, b: String(first.found) });
    }
  }
  return changes;
}

interface Seen {
  readonly reals: ArrayLike<number>;
  readonly step: number;
  readonly shape: readonly number[];
}
type Run = (frame: number) => ReadonlyMap<string, Seen>;

/** What each layer computes: as reals of the source model where that is known, else as its integers. */
function runner({ graph, frames = [] }: Side): Run {
  let seen = new Map<string, Seen>();
  const run = executor(graph, {
    onValue(value: Value, result: Tensor) {
      if (!value.owner || seen.has(value.owner.node.name)) return;
      const reals = realValues(value, result);
      const step = value.meaning ? Math.min(...value.meaning.scale.map(Math.abs)) : 1;
      seen.set(value.owner.node.name, { reals: reals ?? result.data, step, shape: result.type.shape });
    },
  });
  return (frame) => {
    seen = new Map();
    run(graph.inputs.map(({ type }, i) => feedPort(graph.inputPorts[i]!, type, frames[frame]![i]!)));
    return seen;
  };
}

function totalsOf(a: readonly DesignLayer[], b: readonly DesignLayer[]): readonly Change[] {
  const sum = (layers: readonly DesignLayer[], key: string): number =>
    layers.reduce((total, { facts }) => total + Number((facts.get(key) ?? '0').replaceAll(',', '')), 0);
  const most = (layers: readonly DesignLayer[]): number =>
    Math.max(0, ...layers.map(({ facts }) => Number((facts.get('cycles') ?? '0').replaceAll(',', ''))));
  const text = (value: number): string => value.toLocaleString('en-US');
  return [
    { what: 'layers', a: text(a.length), b: text(b.length) },
    { what: 'slowest layer, cycles', a: text(most(a)), b: text(most(b)) },
    ...['LUT', 'BRAM18', 'DSP'].map((what) => ({ what, a: text(sum(a, what)), b: text(sum(b, what)) })),
  ];
}
