import {
  hasErrors,
  isInteger,
  permutedShape,
  qnn,
  qonnxName,
  sameShape,
  type Ask,
  type Diagnostic,
  type Graph,
  type OutputPort,
  type OutputStep,
  type Tensor,
  type Value,
} from '@finnc/ir';
import type { ElementName, OnnxModel, OnnxNode, OnnxTensor, OnnxValueInfo } from '../onnx/index.ts';
import { exportDiagnostics } from './diagnostics.ts';
import {
  ints,
  onnxOpset,
  qonnxDomain,
  toOnnx,
  type NodeText,
  type OnnxTarget,
  type OnnxWriter,
  type Unwritable,
  type Written,
} from './writer.ts';

export type ExportResult =
  | { readonly model: OnnxModel; readonly diagnostics: readonly Diagnostic[] }
  | { readonly model?: undefined; readonly diagnostics: readonly Diagnostic[] };

/**
 * A graph in the qnn or integer stage as an ONNX model that computes the same: inputs and outputs are those of the source
 * model, in its layout, whatever the ports of the graph say.
 *
 * Every node that cannot be written is reported. Sums round in float32, as they do in the source model; sums of integers
 * are exact below 2^24.
 *
 * @param ask  answers `toOnnx`
 */
export function exportModel(graph: Graph, ask: Ask, target: OnnxTarget): ExportResult {
  const sheet = new Sheet();
  const diagnostics: Diagnostic[] = [];
  const inputs = graph.inputPorts.map((port, i): OnnxValueInfo => {
    const [value, name] = [graph.inputs[i]!, sheet.claim(port.name)];
    const turned = qnn.isIdentityPerm(port.perm)
      ? name
      : sheet.emit({ opType: 'Transpose', inputs: [name], attributes: { perm: ints(port.perm) } });
    const shape = port.perm.map((axis) => port.source.shape[axis]!);
    sheet.names.set(value, { name: sheet.reshaped(turned, shape, value.type.shape), elemType: 'float32' });
    if (isInteger(value.type.elem)) sheet.annotate(name, qonnxName(value.type.elem));
    return { name, elemType: 'float32', shape: port.source.shape };
  });
  // Before the inner tensors, one of which may have the name of an output that is made from it.
  const outputNames = graph.outputPorts.map(({ name }) => sheet.claim(name));
  for (const node of graph.order()) {
    const first = sheet.nodes.length;
    const about = { op: node.op.name, node: node.origin.at(-1) ?? node.name };
    const place = { layer: node.name, nodes: node.origin };
    const note = (text: string): void =>
      void diagnostics.push(exportDiagnostics.writtenSo({ ...about, note: text }, place));
    // What reads a node that could not be written is silent.
    const readable = Object.values<Value>(node.operand).every((value) => value.constant ?? sheet.names.has(value));
    const written = readable ? ask.ask(toOnnx, node, sheet.writer(target, note)) : {};
    const reason = written === undefined ? 'it has no counterpart' : refusal(written);
    if (reason === undefined) sheet.take(node.result, written as Written, first);
    else diagnostics.push(exportDiagnostics.noOnnxForm({ ...about, target, reason }, place));
  }
  if (hasErrors(diagnostics)) return { diagnostics };
  const outputs = graph.outputs.map((value, i) => sheet.output(value, graph.outputPorts[i]!, outputNames[i]!));
  sheet.sweep(outputNames);
  const usesQonnx = sheet.nodes.some(({ domain }) => domain === qonnxDomain.name);
  const model: OnnxModel = {
    irVersion: 8,
    opsets: new Map([['', onnxOpset], ...(usesQonnx ? [[qonnxDomain.name, qonnxDomain.version] as const] : [])]),
    producer: { name: 'finnc', version: '' },
    metadata: new Map([...graph.metadata].filter(([key]) => key !== 'producer')),
    functions: [],
    graph: {
      name: graph.name,
      nodes: sheet.nodes,
      inputs,
      outputs,
      valueInfo: new Map(),
      initializers: sheet.initializers,
      annotations: sheet.annotations,
    },
  };
  return { model, diagnostics };
}

const refusal = (written: Written | Unwritable): string | undefined =>
  'unwritable' in written && typeof written.unwritable === 'string' ? written.unwritable : undefined;

interface Named {
  readonly name: string;
  readonly elemType: ElementName;
}

/** A model's nodes and constants while they are written; names are unique, and those of the source model where it has any. */
class Sheet {
  readonly nodes: OnnxNode[] = [];
  readonly initializers = new Map<string, OnnxTensor>();
  readonly annotations = new Map<string, ReadonlyMap<string, string>>();
  readonly names = new Map<Value, Named>();
  readonly #constants = new Map<Tensor, string>();
  readonly #taken = new Set<string>();
  readonly #outputs = new Set<string>();
  #serial = 0;

  /** Leaves out what reaches no output: ops that are written with those before them make these superfluous. */
  sweep(outputs: readonly string[]): void {
    const needed = new Set(outputs);
    const live = this.nodes.toReversed().filter((node) => {
      const isLive = node.outputs.some((name) => needed.has(name));
      if (isLive) for (const name of node.inputs) needed.add(name);
      return isLive;
    });
    this.nodes.splice(0, Infinity, ...live.toReversed());
    for (const name of this.initializers.keys()) if (!needed.has(name)) this.initializers.delete(name);
  }

  /** A name that nobody has, `wanted` if it is free. */
  claim(wanted: string): string {
    let name = wanted;
    for (let i = 1; this.#taken.has(name); i++) name = `${wanted}_${i}`;
    this.#taken.add(name);
    return name;
  }

  #fresh(what: string): string {
    return this.claim(`${what}_${this.#serial++}`);
  }

  annotate(name: string, type: string): void {
    this.annotations.set(name, new Map([['finn_datatype', type]]));
  }

  #constant(tensor: Pick<OnnxTensor, 'dims' | 'dataType' | 'data'>, wanted?: string): string {
    const name = wanted === undefined ? this.#fresh('constant') : this.claim(wanted);
    this.initializers.set(name, { name, ...tensor });
    return name;
  }

  floats(shape: readonly number[], values: ArrayLike<number>): string {
    return this.#constant({ dims: shape, dataType: 'float32', data: Float32Array.from(values) });
  }

  doubles(shape: readonly number[], values: ArrayLike<number>): string {
    return this.#constant({ dims: shape, dataType: 'float64', data: Float64Array.from(values) });
  }

  integers(values: readonly number[]): string {
    return this.#constant({ dims: [values.length], dataType: 'int64', data: BigInt64Array.from(values, BigInt) });
  }

  emitAll({ opType, inputs, attributes = {}, domain = '' }: NodeText, outputs: number): readonly string[] {
    const names = Array.from({ length: outputs }, () => this.#fresh(opType));
    this.nodes.push({
      name: names[0]!,
      opType,
      domain,
      inputs,
      outputs: names,
      attributes: new Map(Object.entries(attributes)),
    });
    return names;
  }

  emit(node: NodeText): string {
    return this.emitAll(node, 1)[0]!;
  }

  reshaped(name: string, from: readonly number[], to: readonly number[]): string {
    return sameShape(from, to) ? name : this.emit({ opType: 'Reshape', inputs: [name, this.integers(to)] });
  }

  #tensor(value: Value): string {
    const known = this.names.get(value);
    if (known) return known.elemType === 'float32' ? known.name : this.#cast(known.name);
    const { constant } = value;
    if (!constant) throw new Error(`${value.name ?? 'a value'} is read before it is written`);
    const same = this.#constants.get(constant);
    if (same !== undefined) return same;
    const { type, data } = constant;
    const name = this.#constant(
      { dims: type.shape, dataType: 'float32', data: data instanceof Float32Array ? data : Float32Array.from(data) },
      value.name,
    );
    this.#constants.set(constant, name);
    return name;
  }

  #cast(name: string): string {
    return this.emit({ opType: 'Cast', inputs: [name], attributes: { to: { type: 'int', value: 1 } } });
  }

  writer(target: OnnxTarget, note: (text: string) => void): OnnxWriter {
    return {
      target,
      note,
      tensor: (value) => this.#tensor(value),
      floats: (shape, values) => this.floats(shape, values),
      doubles: (shape, values) => this.doubles(shape, values),
      integers: (values) => this.integers(values),
      emit: (opType, inputs, attributes = {}, domain = '') => this.emit({ opType, inputs, attributes, domain }),
      emitAll: (node, outputs) => this.emitAll(node, outputs),
    };
  }

  /** Notes what an op has written since node `first`, under the names that its results have in the source model. */
  take(result: Readonly<Record<string, Value>>, written: Written, first: number): void {
    for (const [key, about] of Object.entries(written)) {
      const value = result[key];
      if (!value) continue;
      const { name, elemType }: Named = typeof about === 'string' ? { name: about, elemType: 'float32' } : about;
      this.names.set(value, {
        name: value.name === undefined ? name : this.#rename(name, value.name, first),
        elemType,
      });
    }
  }

  /** Renames what one of the nodes from `first` on computes; other tensors keep their names. */
  #rename(name: string, wanted: string, first: number): string {
    let index = first;
    while (index < this.nodes.length && !this.nodes[index]!.outputs.includes(name)) index++;
    if (index === this.nodes.length || name === wanted) return name;
    const better = this.claim(wanted);
    this.#replace(name, better, index);
    return better;
  }

  /** Another name for what node `index` computes. */
  #replace(name: string, by: string, index: number): void {
    const renamed = (names: readonly string[]): string[] => names.map((other) => (other === name ? by : other));
    for (let i = index; i < this.nodes.length; i++) {
      const node = this.nodes[i]!;
      this.nodes[i] = { ...node, inputs: renamed(node.inputs), outputs: renamed(node.outputs) };
    }
  }

  /**
   * What the source model gives: the port's arithmetic in float32, its reshaping and its permutation.
   *
   * @param name  of the output, claimed
   */
  output(value: Value, port: OutputPort, name: string): OnnxValueInfo {
    const { name: inner, elemType } = this.names.get(value) ?? { name: this.#tensor(value), elemType: 'float32' };
    let last = inner;
    for (const { op, values } of port.steps ?? lineSteps(port)) {
      const factors = this.floats(values.length === 1 ? [] : [values.length], values);
      last = this.emit({ opType: operators[op], inputs: [last, factors] });
    }
    last = this.reshaped(last, value.type.shape, port.shape);
    if (!qnn.isIdentityPerm(port.perm))
      last = this.emit({ opType: 'Transpose', inputs: [last], attributes: { perm: ints(port.perm) } });
    last = this.reshaped(last, permutedShape(port.shape, port.perm), port.source.shape);
    this.#nameOutput(last, name);
    if (last === inner && this.names.get(value)?.name === inner) this.names.set(value, { name, elemType });
    return { name, elemType, shape: port.source.shape };
  }

  /** Renames a tensor, or copies it where it is an input, a constant or another output. */
  #nameOutput(from: string, to: string): void {
    const maker = this.#outputs.has(from) ? -1 : this.nodes.findIndex(({ outputs }) => outputs.includes(from));
    const name = maker < 0 ? this.emit({ opType: 'Identity', inputs: [from] }) : from;
    this.#outputs.add(to);
    this.#replace(name, to, maker < 0 ? this.nodes.length - 1 : maker);
  }
}

const operators = { mul: 'Mul', div: 'Div', add: 'Add', sub: 'Sub' } as const satisfies Record<
  OutputStep['op'],
  string
>;

function lineSteps({ scale, bias }: OutputPort): readonly OutputStep[] {
  return [
    ...(scale.every((factor) => factor === 1) ? [] : [{ op: 'mul', values: scale } as const]),
    ...(bias.every((summand) => summand === 0) ? [] : [{ op: 'add', values: bias } as const]),
  ];
}
