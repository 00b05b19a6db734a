import {
  activationChoices,
  option,
  alongAxis,
  analyseIntegers,
  applyRules,
  approximate,
  constantValue,
  definePass,
  portBeforeTranspose,
  float32,
  qnn,
  rationals,
  tensor,
  type Field,
  type Graph,
  type IntegerAnalysis,
  type IntegerBuilder,
  type Meaning,
  type Node,
  type Rational,
  type ScaledInteger,
  type Value,
  zipField,
} from '@finnc/ir';
import { foldConstants } from '../cleanup/fold-constants.ts';
import { identityRules } from '../cleanup/identities.ts';
import { squeezeRules } from '../cleanup/squeeze.ts';
import { passDiagnostics } from '../diagnostics.ts';
import { absorbFlipRules } from './absorb-flip.ts';
import { absorbOutputShuffles } from './output-shuffle.ts';
import { outputSteps } from './output-steps.ts';

/**
 * Every value that is a scaled integer becomes its integer: quantisers turn into thresholds on the integers before them,
 * scales and biases move into those thresholds and, behind the last accumulator, into the description of the output.
 *
 * The analysis has done the thinking; each integer region is written once, in topological order.
 */
export const streamline = definePass({
  name: 'streamline',
  summary: 'Absorb all scaling into exact integer thresholds.',
  needs: 'qnn',
  options: {
    activations: option.choice(activationChoices, 'auto', {
      describe: 'how quantisers of more than 4 bits are computed, by cost or always in one way where it is exact',
    }),
  },
  run(graph, { activations }, cx) {
    absorbOutputShuffles(graph);
    const original = graph.order();
    const analysis = analyseIntegers(graph, cx, { activations });
    const integers = carryIntegers(graph, analysis);
    const floats = floatNodes(graph, original, analysis);
    reportFloatNodes(graph, floats, analysis, cx.report.bind(cx));
    dequantiseForFloatNodes(graph, floats, analysis, integers);
    graph.outputs.forEach((value, index) => {
      if (describeOutput(graph, index, value, analysis, integers)) return;
      const output = graph.outputPorts[index]?.name ?? `output ${index}`;
      cx.report(passDiagnostics.floatOutput({ output, reason: 'its scale varies along several axes' }));
      graph.outputs[index] = dequantised(graph, value, analysis, integers) ?? value;
    });
    graph.sweep();
    applyRules(
      graph,
      [...squeezeRules, ...absorbFlipRules, ...identityRules],
      cx,
      cx.onRewrite ? { onEvent: cx.onRewrite } : {},
    );
    foldConstants(graph, cx);
    graph.sweep();
  },
});

function carryIntegers(graph: Graph, { facts, forms }: IntegerAnalysis): Map<Value, Value> {
  const integers = new Map<Value, Value>();
  const fresh = new Set<Value>();
  for (const node of graph.order()) {
    const form = forms.get(node);
    if (!form) continue;
    const build: IntegerBuilder = {
      integer(value) {
        const known = integers.get(value);
        if (known) return known;
        const constant = facts.get(value)?.constant;
        return value.constant && constant ? constantValue(constant, value.name) : value;
      },
      constant: (value) => constantValue(value),
      create(op, operand, attrs) {
        const made = graph.add(op, operand, attrs, { origin: node.origin });
        for (const value of Object.values<Value>(made.result)) fresh.add(value);
        return made;
      },
    };
    for (const [key, integer] of Object.entries(form.carry(build))) {
      const original = (node.result as Record<string, Value>)[key];
      if (!original) continue;
      integers.set(original, integer);
      const fact = facts.get(original);
      if (!fresh.delete(integer) || !fact) continue;
      integer.name = original.name;
      integer.meaning =
        original.name === undefined ? undefined : meaningOf(original.name, fact, original.type.shape.length);
    }
  }
  return integers;
}

const linesEqual = (a: { s: Rational; b: Rational }, b: { s: Rational; b: Rational }): boolean =>
  rationals.equal(a.s, b.s) && rationals.equal(a.b, b.b);

/** Scale and bias along one axis, or undefined if they vary along several. */
function scaling(
  fact: ScaledInteger,
  rank: number,
): { readonly axis: number | undefined; readonly scale: number[]; readonly bias: number[] } | undefined {
  const lines = zipField(fact.scale, fact.bias, (s, b) => ({ s, b }));
  const along = alongAxis(lines, rank, linesEqual);
  if (!along) return undefined;
  return {
    axis: along.axis,
    scale: along.entries.map(({ s }) => rationals.toNumber(s)),
    bias: along.entries.map(({ b }) => rationals.toNumber(b)),
  };
}

/** Undefined behind a curve, where no scale and bias make the integer the source model's number. */
function meaningOf(name: string, fact: ScaledInteger, rank: number): Meaning | undefined {
  const found = fact.curve ? undefined : scaling(fact, rank);
  return found && { tensor: name, scale: found.scale, bias: found.bias, axis: found.axis ?? rank - 1 };
}

/**
 * The nodes that go on computing real numbers: those without integer form, and the functions before them or before an
 * output, which only a quantiser could have taken into its thresholds.
 */
function floatNodes(graph: Graph, original: readonly Node[], { facts, forms }: IntegerAnalysis): ReadonlySet<Node> {
  const isCurved = (value: Value): boolean => facts.get(value)?.curve !== undefined;
  const bends = graph.outputs.flatMap((value) => (isCurved(value) && value.owner ? [value.owner.node] : []));
  const found = new Set<Node>([...original.filter((node) => !forms.has(node)), ...bends]);
  for (const node of found) {
    for (const value of Object.values<Value>(node.operand)) {
      if (isCurved(value) && value.owner) found.add(value.owner.node);
    }
  }
  return found;
}

/** Real values for the readers that stay real. */
function dequantiseForFloatNodes(
  graph: Graph,
  floats: ReadonlySet<Node>,
  analysis: IntegerAnalysis,
  integers: ReadonlyMap<Value, Value>,
): void {
  for (const node of floats) {
    for (const [key, value] of Object.entries<Value>(node.operand)) {
      const real = dequantised(graph, value, analysis, integers, node.origin);
      if (real) graph.setOperand(node, key, real);
    }
  }
}

/** The real numbers of a value that is integers now; undefined for others. */
function dequantised(
  graph: Graph,
  value: Value,
  { facts }: IntegerAnalysis,
  integers: ReadonlyMap<Value, Value>,
  origin: readonly string[] = value.owner?.node.origin ?? [],
): Value | undefined {
  const fact = facts.get(value);
  const integer = integers.get(value);
  // Quantisers of weights stay for those who read real weights: the codes times a rounded scale are not the same.
  if (!fact || fact.curve || !integer || integer.constant || value.constant || fact.domain !== 'integer')
    return undefined;
  const constant = (field: Field<Rational>): ReturnType<typeof constantValue> =>
    constantValue(tensor(float32, field.shape, Float64Array.from(approximate(field).data)));
  const operands = { x: integer, scale: constant(fact.scale), bias: constant(fact.bias) };
  const real = graph.add(qnn.dequant, operands, {}, { origin }).result.y;
  real.name = value.name;
  return real;
}

/** Lets an output be its integers, scales along the last axis; false if its scale does not run along one axis. */
function describeOutput(
  graph: Graph,
  index: number,
  value: Value,
  { facts }: IntegerAnalysis,
  integers: ReadonlyMap<Value, Value>,
): boolean {
  const fact = facts.get(value);
  const integer = integers.get(value);
  const port = graph.outputPorts[index];
  if (!fact || fact.curve || !integer || !port || fact.domain !== 'integer') return true;
  const { shape } = value.type;
  const last = shape.length - 1;
  const found = scaling(fact, shape.length);
  if (!found) return false;
  const { scale, bias, axis = last } = found;
  if (axis === last) {
    graph.outputs[index] = integer;
    const steps = outputSteps(value, integer, facts, integers);
    graph.outputPorts[index] = { ...port, scale, bias, ...(steps ? { steps } : {}) };
    return true;
  }
  // A port's scales run along the last axis, and there hardware has the channels anyway.
  const perm = [...shape.keys()].filter((other) => other !== axis).concat(axis);
  const turned = graph.add(qnn.transpose, { x: integer }, { perm }).result.y;
  const moved = portBeforeTranspose(port, turned.type.shape, qnn.inversePerm(perm));
  if (!moved) return false;
  graph.outputs[index] = turned;
  graph.outputPorts[index] = { ...moved, scale, bias };
  return true;
}

/** Only where integers end is worth a message; what follows is float because of it. */
function reportFloatNodes(
  graph: Graph,
  floats: ReadonlySet<Node>,
  { facts, reasons }: IntegerAnalysis,
  report: (diagnostic: ReturnType<typeof passDiagnostics.floatOp>) => void,
): void {
  // Those that were told, and those that are real because of them.
  const settled = new Set<Node>();
  for (const node of floats) {
    const ends = Object.values<Value>(node.result).some((value) => graph.outputs.includes(value));
    const reason =
      reasons.get(node) ?? (ends ? 'no quantiser follows that could take it into its thresholds' : undefined);
    // A function before another float node is told there.
    if (reason === undefined) continue;
    const moving = Object.values<Value>(node.operand).filter((value) => !value.constant);
    const isWeight = moving.length === 0;
    if (isWeight) continue;
    settled.add(node);
    if (moving.some((value) => !facts.has(value) || (value.owner && settled.has(value.owner.node)))) continue;
    const name = node.origin.at(-1) ?? node.name;
    report(passDiagnostics.floatOp({ node: name, op: node.op.name, reason }, { layer: node.name, nodes: node.origin }));
  }
  graph.outputs.forEach((value, i) => {
    const fact = facts.get(value);
    if (settled.size > 0 || fact?.domain !== 'float32') return;
    const output = graph.outputPorts[i]?.name ?? `output ${i}`;
    report(passDiagnostics.floatOutput({ output, reason: 'no quantiser lies between it and the input' }));
  });
}
