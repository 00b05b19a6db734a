import type { Ask, Facet, Graph, TensorType, Value } from '@finnc/ir';

/** A family of programs that layers write themselves into: the facet they answer, and what receives them. */
export interface LayerWriter<Builder, V, Program> {
  readonly facet: Facet<{ readonly builder: Builder; valueOf(value: Value): V }, Readonly<Record<string, V>>>;
  /** What a layer has or lacks, as in 'bit-sliced form'. */
  readonly form: string;
  readonly builder: Builder;
  /** What a layer throws, with the reason, that cannot be written. */
  readonly refusal: new (reason: string) => Error;
  input(type: TensorType): V;
  output(value: V, type: TensorType): void;
  finish(): Program;
}

export type Written<Program> =
  | { readonly program: Program; readonly unfit?: undefined }
  /** The layer that cannot be written, and why. */
  | { readonly program?: undefined; readonly unfit: { readonly layer: string; readonly why: string } };

/** Has every layer of a graph write itself, producers first, between the graph's inputs and outputs. */
export function writeLayers<Builder, V, Program>(
  graph: Graph,
  ask: Ask,
  writer: LayerWriter<Builder, V, Program>,
): Written<Program> {
  const { facet, form, builder, refusal: Refusal } = writer;
  const values = new Map<Value, V>();
  const valueOf = (value: Value): V => {
    const found = values.get(value);
    if (!found) throw new Refusal('a constant is read as a value');
    return found;
  };
  let layer = 'the inputs';
  try {
    for (const value of graph.inputs) values.set(value, writer.input(value.type));
    for (const node of graph.order()) {
      layer = node.name;
      const made = ask.ask(facet, node, { builder, valueOf });
      if (!made) throw new Refusal(`'${node.op.name}' has no ${form}`);
      for (const [key, value] of Object.entries<Value>(node.result)) {
        const result = made[key];
        if (!result) throw new RangeError(`the ${form} of '${node.op.name}' gives no '${key}'`);
        values.set(value, result);
      }
    }
    layer = 'the outputs';
    for (const value of graph.outputs) writer.output(valueOf(value), value.type);
    return { program: writer.finish() };
  } catch (error) {
    if (error instanceof Refusal) return { unfit: { layer, why: error.message } };
    throw error;
  }
}
