import {
  definePass,
  option,
  type Ask,
  type Diagnostic,
  type Graph,
  type Node,
  type PassContext,
  type Value,
} from '@finnc/ir';
import {
  countedKeys,
  deviceShare,
  resourceNames,
  resources,
  signBorder,
  signPaddingChoices,
  type BorderForm,
  type Estimate,
  type SignPadding,
  type SignPaddingChoice,
  type Target,
} from '@finnc/ir/hw';
import { passDiagnostics } from '../diagnostics.ts';

interface Options {
  readonly choice: SignPaddingChoice;
  readonly target: Target | 'none';
}

/**
 * Where a convolution has zeros around an image of signs, chooses how they are built: as zeros, for which every padded
 * sign takes a second bit, or as −1 with thresholds that differ at the border.
 *
 * Both forms are made, at the folding that the layers have, and asked for their resources; the one that takes the smaller
 * part of the device stays. Neither changes a cycle, so this comes after folding. What was done is told every time.
 */
export const signPadding = definePass({
  name: 'sign-padding',
  summary: 'Zeros around images of signs: a second bit, or −1 and thresholds by position.',
  needs: 'hardware',
  options: {
    choice: option.choice(signPaddingChoices, 'auto', { describe: 'how they are built; auto takes what costs less' }),
    target: option.value<Target | 'none'>('none', { describe: 'what the design is built for, to compare costs' }),
  },
  run(graph, options, cx) {
    for (const node of graph.order()) {
      const found = cx.ask(signBorder, node, cx);
      if (found) cx.report(told(node, 'none' in found ? mustStay(found.none) : decided(graph, found, options, cx)));
    }
  },
});

/** Zeros around signs that no run of the pass chose for, as the notes about others tell: they take a second bit. */
export function unchosenSignPadding(graph: Graph, ask: Ask, notes: readonly Diagnostic[]): readonly Diagnostic[] {
  return graph
    .order()
    .filter((node) => ask.ask(signBorder, node, ask))
    .map((node) => told(node, { taken: 'two-bit', why: 'as no step of this build chooses', remedy: 'choose' }))
    .filter(({ code, at }) => !notes.some((note) => note.code === code && note.at?.layer === at?.layer));
}

const { paddedSigns } = passDiagnostics;
type Decision = Omit<Parameters<typeof paddedSigns>[0], 'node'>;

/** A convolution comes first in the origin of its layers, what was absorbed in it behind. */
const told = ({ name, origin }: Node, decision: Decision): Diagnostic =>
  paddedSigns({ node: origin[0] ?? name, ...decision }, { layer: name, nodes: origin });

const mustStay = (why: string): Decision => ({ taken: 'two-bit', why: `since ${why}`, remedy: 'none' });

/** Makes the other form, compares the two, and leaves one. */
function decided(graph: Graph, form: BorderForm, { choice, target: given }: Options, cx: PassContext): Decision {
  const border = form.build(graph);
  const zerosLeave = form.layers
    .flatMap(({ result }) => Object.values<Value>(result))
    .some((value) => graph.outputs.includes(value) && !border.results.has(value));
  if (zerosLeave) {
    graph.sweep();
    return mustStay('they are in an output of the network');
  }
  const target = given === 'none' ? undefined : given;
  const zeros = target && estimated(form.layers, target, cx);
  const signs = target && estimated(border.layers, target, cx);
  const compared = target && zeros && signs ? { zeros, signs, device: target.board.device } : undefined;
  const cheaper =
    compared && deviceShare(compared.device, compared.signs) < deviceShare(compared.device, compared.zeros);
  const taken: SignPadding = choice === 'auto' ? (cheaper ? 'border' : 'two-bit') : choice;
  if (taken === 'border') for (const [from, to] of border.results) replace(graph, from, to);
  graph.sweep();
  const classes = `${form.classes} ${form.classes === 1 ? 'class' : 'classes'} of positions`;
  const remedy = 'other';
  if (!compared) return { taken, remedy, why: choice === 'auto' ? 'as no estimate compares the two' : 'as asked for' };
  const costs = [`two bits: ${totalOf(compared.zeros)}`, `-1 and ${classes}: ${totalOf(compared.signs)}`].join('; ');
  return { taken, remedy, why: `${choice === 'auto' ? 'which costs less' : 'as asked for'} (${costs})` };
}

function replace(graph: Graph, from: Value, to: Value): void {
  to.name = from.name;
  to.meaning = from.meaning;
  graph.replaceAllUses(from, to);
}

/** Resources of layers; undefined if one of them has no estimate. */
function estimated(layers: readonly Node[], target: Target, cx: PassContext): readonly Estimate[] | undefined {
  const estimates = layers.map((node) => cx.ask(resources, node, target));
  return estimates.every((estimate) => estimate !== undefined) ? estimates : undefined;
}

/** `1234 LUT, 3 BRAM18`: what layers take together. */
function totalOf(estimates: readonly Estimate[]): string {
  const totals = countedKeys.map(
    (key) => [estimates.reduce((sum, each) => sum + each[key], 0), resourceNames[key]] as const,
  );
  return totals
    .filter(([total], i) => total > 0 || i === 0)
    .map(([total, name]) => `${total} ${name}`)
    .join(', ');
}
