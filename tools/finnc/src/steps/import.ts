import { grouped } from '@finnc/backend-report/numbers';
import { importDiagnostics, loadModel, readModel, type ParameterFiles } from '@finnc/frontend';
import {
  checkFeed,
  cloneGraph,
  executor,
  Graph,
  qnn,
  quantises,
  sampler,
  type Attrs,
  type Diagnostic,
  type Registry,
  type Tensor,
  type Value,
} from '@finnc/ir';
import type { CompileOptions, GivenInputs } from '../compile-options.ts';
import { configDefaults } from '../config/defaults.ts';
import { appendArgmax, createChecker, runPipeline } from '@finnc/passes';
import { driverDiagnostics } from '../diagnostics.ts';
import { importModelFiles } from '../import-model.ts';
import { count, describeType } from './describe.ts';
import { passContext } from './graph-step.ts';
import { referenceShare } from './many-inputs.ts';
import { hasFailed, type BuildState } from './state.ts';
import { typeInputs } from './typed-input.ts';

/** Reads the model, chooses the inputs that all states are executed on, and compares the two arithmetics on them. */
export function importStep(state: BuildState): string {
  const { options, registry } = state;
  const { model, file, externalData, gunzip } = options;
  const { allowHost = false } = options.config ?? {};
  if (model instanceof Graph) state.graph = cloneGraph(model);
  else if (!(model instanceof Uint8Array)) importFolder(state, model);
  else {
    const loaded = loadModel(model, registry.importers, {
      ...(file === undefined ? {} : { file }),
      ...(externalData ? { externalData } : {}),
      ...(gunzip ? { gunzip } : {}),
    });
    state.graph = loaded.graph;
    // What is not supported in a float network is beside the point.
    const operators = loaded.graph || allowHost ? 0 : floatOperators(model, options);
    if (operators > 0) state.report(importDiagnostics.noQuantiser({ operators }));
    else loaded.diagnostics.forEach(state.report);
  }
  const { graph } = state;
  if (!graph) return 'not imported';
  const activations = quantisedValues(graph, registry);
  if (!allowHost && !(model instanceof Graph) && !computesOnIntegers(graph, registry)) {
    state.report(minifloats(graph) ?? importDiagnostics.noQuantiser({ operators: graph.size }));
    return 'no quantiser';
  }
  typeInputs(state, graph);
  // Before anything is compared: the index is what the network of this build gives.
  if (state.plan.steps.includes('tidy-up')) {
    const k = selected[options.config?.output ?? configDefaults.output];
    runPipeline(graph, [appendArgmax({ k })], passContext(state, 'import'));
  }
  const about = `${count(graph.size, 'node')}, input ${graph.inputs.map(({ type }) => describeType(type)).join(' and ')}`;
  state.feeds = chooseFeeds(state, graph);
  if (state.feeds.length === 0 || hasFailed(state)) return about;
  const compare = arithmeticComparison(state, graph, activations);
  state.checker = createChecker(graph, registry, state.feeds, compare.observeExact);
  state.checker.warnings.forEach(state.report);
  return `${about}, ${compare.summary()}`;
}

/** What to say of a model whose quantisers all give small floating-point numbers; undefined if there are none. */
function minifloats(graph: Graph): Diagnostic | undefined {
  const found = [...graph].filter(({ op }) => op.name === qnn.floatQuant.name);
  if (found.length === 0) return undefined;
  const formats = found.map(({ attrs }) => {
    const { exponentBits, mantissaBits } = attrs as Attrs<typeof qnn.floatQuant>;
    return `E${exponentBits}M${mantissaBits}`;
  });
  return importDiagnostics.minifloats({ quantisers: found.length, formats: [...new Set(formats)].sort().join(', ') });
}

/** How many classes an output selects. */
const selected = { logits: 0, argmax: 1, top5: 5 } as const;

/** Parameters of BNN-PYNQ, with the folding of their config.h unless something else chooses one. */
function importFolder(state: BuildState, model: ParameterFiles): void {
  const { file = 'bnn-pynq', config = {} } = state.options;
  const { graph, folding, diagnostics } = importModelFiles(model, state.registry, { file });
  diagnostics.forEach(state.report);
  state.graph = graph;
  // Of fewer channels, PE and SIMD of the original need not be divisors.
  if (!folding || state.folding || config.fps !== undefined || config.max || config.dropConstant !== undefined) return;
  state.folding = { defaults: [], layers: folding.map((entry) => ({ ...entry, source: entry.layer })) };
  if (state.plan.steps.includes('fold')) state.report(driverDiagnostics.foldingOfModel({ file: 'config.h' }));
}

/** Whether integers can be found at all: something quantises activations or weights. */
const computesOnIntegers = (graph: Graph, registry: Registry): boolean =>
  graph.order().some((node) => registry.ask(quantises, node, undefined));

/** How many operators a file holds that can be read and has no quantiser; 0 for others. */
function floatOperators(bytes: Uint8Array, { externalData, gunzip }: CompileOptions): number {
  const read = readModel(bytes, { ...(externalData ? { externalData } : {}), ...(gunzip ? { gunzip } : {}) });
  if (!('model' in read)) return 0;
  const { nodes } = read.model.graph;
  // Operators of other domains are named one by one: they may mean anything.
  const plain = nodes.every(({ domain, opType }) => domain === '' && !quantiser.test(opType));
  return plain ? nodes.length : 0;
}

/** Quant, BipolarQuant, Trunc, QuantizeLinear, MultiThreshold, XnorPopcountMatMul and their likes. */
const quantiser = /quant|threshold|trunc|xnor/i;

/** The seeded inputs, then the given ones; none of either with `check: 0`. */
function chooseFeeds(state: BuildState, graph: Graph): GivenInputs {
  const { options, registry } = state;
  const seeded = options.config?.check ?? configDefaults.check;
  if (seeded === 0) return [];
  const sample = sampler(graph, registry);
  const drawn = Array.from({ length: seeded }, (_, seed) =>
    sample(seed + 1).map((tensor, i) => toSource(graph, tensor, i)),
  );
  const share = referenceShare(graph, registry, seeded);
  if (share < seeded) state.many = { feeds: drawn.slice(share), engines: options.engines, known: undefined, states: 0 };
  return [...drawn.slice(0, share), ...givenInputs(state, graph)];
}

/** The inputs that the caller gives; what is wrong with them is reported. */
function givenInputs({ options: { inputs = [] }, report }: BuildState, graph: Graph): GivenInputs {
  const given = typeof inputs === 'function' ? inputs(graph) : { inputs, diagnostics: [] };
  given.diagnostics.forEach(report);
  return given.inputs.filter((tensors) => {
    const problems = graph.inputPorts.flatMap((port, i) => {
      const [value, tensor] = [graph.inputs[i], tensors[i]];
      if (!value || !tensor) throw new RangeError(`no tensor is given for input ${i} ('${port.name}')`);
      return checkFeed(port, value.type, tensor);
    });
    problems.forEach(report);
    return problems.length === 0;
  });
}

/** A value of the graph's input as the tensor that the model declares: the inverse of what `feedPort` does. */
function toSource(graph: Graph, tensor: Tensor, input: number): Tensor {
  const port = graph.inputPorts[input];
  if (!port) throw new RangeError(`input ${input} has no port`);
  return { type: port.source, data: tensor.data };
}

interface ArithmeticComparison {
  /** To be called with the values of an exact run over all feeds. */
  observeExact(feed: number, value: Value, result: Tensor): void;
  summary(): string;
}

/**
 * Executes the model in float32 and counts the activation codes that differ in exact arithmetic. The drawn inputs lie on
 * the quantisers' steps, where the two arithmetics may differ by right; only given inputs deserve a warning.
 */
function arithmeticComparison(state: BuildState, graph: Graph, activations: ReadonlySet<Value>): ArithmeticComparison {
  const drawn = (state.options.config?.check ?? configDefaults.check) - (state.many?.feeds.length ?? 0);
  const seen = state.feeds.map(() => new Map<Value, Tensor>());
  let current = 0;
  const run = executor(graph, {
    arithmetic: 'float32',
    onValue: (value, result) => {
      if (activations.has(value)) seen[current]?.set(value, result);
    },
  });
  for (; current < state.feeds.length; current++) run(state.feeds[current]!);
  let [codes, different, differentGiven] = [0, 0, 0];
  return {
    observeExact(feed, value, { data }) {
      const other = seen[feed]?.get(value);
      if (!other) return;
      seen[feed]?.delete(value);
      codes += data.length;
      for (let i = 0; i < data.length; i++) {
        if (!isOtherCode(data[i]!, other.data[i]!)) continue;
        different++;
        if (feed >= drawn) differentGiven++;
      }
    },
    summary() {
      if (codes === 0) return 'no activation codes';
      if (differentGiven > 0) state.report(driverDiagnostics.roundingMatters({ different: differentGiven, codes }));
      const all = grouped(codes);
      return different === 0
        ? `float32 = exact in ${all} codes`
        : `float32 differs from exact in ${different} of ${all} codes, on inputs drawn at its steps`;
    },
  };
}

/** Two codes of one quantiser are at least a step apart; the same code in both arithmetics differs by rounding only. */
const isOtherCode = (a: number, b: number): boolean => Math.abs(a - b) > 1e-6 * Math.max(Math.abs(a), Math.abs(b));

/** What quantisers of activations compute; those of weights have constant operands only. */
export function quantisedValues(graph: Graph, registry: Registry): ReadonlySet<Value> {
  const fixed = new Set<Value>();
  const found = new Set<Value>();
  for (const node of graph.order()) {
    const constant = Object.values<Value>(node.operand).every((value) => value.constant ?? fixed.has(value));
    for (const value of Object.values<Value>(node.result)) {
      if (constant) fixed.add(value);
      else if (registry.ask(quantises, node, undefined)) found.add(value);
    }
  }
  return found;
}
