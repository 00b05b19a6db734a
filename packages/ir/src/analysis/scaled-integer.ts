import { defineFacet, type Ask } from '../facet/facet.ts';
import type { ConstantValue, Graph, Node, OperandsOf, Value } from '../graph/graph.ts';
import type { Attrs, OpDef } from '../op/op.ts';
import type { Tensor } from '../tensor/index.ts';
import { integerConstant } from './integer-constant.ts';
import { isInteger } from '../types/index.ts';
import { bendsOf } from './curve.ts';
import { plainFact, type ScaledInteger } from './fact.ts';
import type { Staircase } from './staircase.ts';
import type { Step } from './thresholds.ts';

export interface IntegerContext {
  /** What is known of a value that is `scale · n + bias`; undefined behind a curve. */
  fact(value: Value): ScaledInteger | undefined;
  /** As `fact`, also behind rising functions, for ops that a curve does not hinder. */
  curved(value: Value): ScaledInteger | undefined;
  /** The numbers of a value that depends on no input. */
  constant(value: Value): Tensor | undefined;
  /** Why `fact` knows nothing of a value, to be passed to `declined`. */
  why(value: Value): string;
  /** How quantisers with many codes are to be written: by cost, or always in one way where it is possible. */
  readonly activations: ActivationChoice;
}

export const activationChoices = ['auto', 'thresholds', 'multiply'] as const;
export type ActivationChoice = (typeof activationChoices)[number];

/** What an op needs to write its integer form. */
export interface IntegerBuilder {
  /** The integers of an operand of the original node. */
  integer(value: Value): Value;
  constant(value: Tensor): ConstantValue;
  create<Op extends OpDef>(op: Op, operand: OperandsOf<Op>, attrs: Attrs<Op>): Node<Op>;
}

/** How a quantiser meets the numbers before it: what decides its thresholds, channel by channel. */
export interface Ascent {
  /** The operand that it quantises. */
  readonly x: Value;
  readonly domain: ScaledInteger['domain'];
  /** One, or the size of the axis along which channels differ. */
  readonly channels: number;
  /** What the quantiser sees of a channel, its steps in ascending order, and the reachable integers. */
  at(channel: number): {
    readonly staircase: Staircase;
    readonly steps: readonly Step[];
    readonly low: number;
    readonly high: number;
  };
}

/** An op on scaled integers: what its results are, and the nodes that compute their integers. */
export interface IntegerForm {
  readonly facts: Readonly<Record<string, ScaledInteger>>;
  /** Of quantisers whose steps become thresholds. */
  readonly ascent?: Ascent;
  carry(build: IntegerBuilder): Readonly<Record<string, Value>>;
}
/** The op could act on scaled integers, but not here; the reason is what FINNC3101 prints. */
export interface Declined {
  readonly declined: string;
}

/**
 * How an op acts on scaled integers; answered beside each op.
 * No answer means that the op has no integer form, and the float region starts there.
 */
export const scaledInteger = defineFacet<IntegerContext, IntegerForm | Declined>('finnc.scaled-integer');

/** Answered by the ops that turn real numbers into integer codes; a model without any computes in floating point. */
export const quantises = defineFacet<void, true>('finnc.quantises');

export const declined = (reason: string): Declined => ({ declined: reason });

export interface IntegerAnalysis {
  readonly facts: ReadonlyMap<Value, ScaledInteger>;
  readonly forms: ReadonlyMap<Node, IntegerForm>;
  /** Why a node has no integer form. */
  readonly reasons: ReadonlyMap<Node, string>;
}

export interface AnalysisOptions {
  readonly activations?: ActivationChoice;
  /** What nodes compute that read constants only, where it is not folded yet. */
  readonly constants?: ReadonlyMap<Value, Tensor>;
}

/** Forward propagation of scaled-integer facts over a graph in the qnn or integer stage. */
export function analyseIntegers(
  graph: Graph,
  ask: Ask,
  { activations = 'auto', constants }: AnalysisOptions = {},
): IntegerAnalysis {
  const facts = new Map<Value, ScaledInteger>();
  const forms = new Map<Node, IntegerForm>();
  const reasons = new Map<Node, string>();
  for (const value of graph.inputs) facts.set(value, plainFact(value.type.elem));
  const curved = (value: Value): ScaledInteger | undefined => {
    if (value.constant && !facts.has(value)) {
      const known = integerConstant(value.constant);
      if (known) facts.set(value, known);
    }
    return facts.get(value);
  };
  const cx: IntegerContext = {
    activations,
    curved,
    constant: (value) => value.constant ?? constants?.get(value),
    fact(value) {
      const known = curved(value);
      return known?.curve ? undefined : known;
    },
    why(value) {
      const bends = bendsOf(facts.get(value) ?? {});
      return bends.length > 0
        ? `${bends.join(' and ')} lies between it and the last integer, with no quantiser behind`
        : 'its input is a float tensor';
    },
  };
  // What float nodes compute, directly or through others that are no quantisers.
  const reals = new Set<Value>();
  for (const node of graph.order()) {
    const moving = Object.values<Value>(node.operand).filter((value) => !value.constant);
    // A host computes what stays real, as the source model does; the next integer region begins with a quantiser.
    const isReal = moving.some((value) => reals.has(value)) && !ask.ask(quantises, node, undefined);
    const own = ask.ask(scaledInteger, node, cx);
    const answer = isReal && own && !('declined' in own) ? declined('its input is a float tensor') : own;
    if (answer === undefined || 'declined' in answer) {
      reasons.set(node, answer?.declined ?? `${node.op.name} has no integer form`);
      if (!moving.some((value) => facts.has(value))) continue;
      for (const value of Object.values<Value>(node.result)) {
        facts.set(value, plainFact(value.type.elem));
        if (!isInteger(value.type.elem)) reals.add(value);
      }
      continue;
    }
    forms.set(node, answer);
    for (const [key, known] of Object.entries(answer.facts)) {
      const value = (node.result as Record<string, Value>)[key];
      if (value) facts.set(value, known);
    }
  }
  return { facts, forms, reasons };
}
