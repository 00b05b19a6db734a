import {
  sameShape,
  showType,
  tensorType,
  type Ask,
  type Diagnostic,
  type Graph,
  type Node,
  type Tensor,
  type Value,
} from '@finnc/ir';
import { simulatorDiagnostics } from './diagnostics.ts';
import {
  convertFrames,
  decodeFrame,
  decodeFrames,
  encodeFrame,
  encodeFrames,
  frameLength,
  naturalEncoding,
  newBuffer,
  type Buffer,
  type Encoding,
} from './encoding.ts';
import type { PortArray } from './engine.ts';
import { kernel, type Kernel, type KernelContext } from './facet.ts';
import { referenceKernel } from './kernels/reference.ts';
import { portFrames } from './port-array.ts';
import { inputFormat, outputFormat } from './ports.ts';

/** A graph made ready to run, bit-exactly. Values are logical tensors in the types of the graph's inputs and outputs. */
export interface PlainSimulator {
  readonly graph: Graph;
  /** What makes it slower than it might be. */
  readonly notes: readonly Diagnostic[];
  /** Frames that it works on at a time; batches of fewer take longer a frame. */
  readonly block: number;
  /**
   * One frame: a tensor per graph input to a tensor per graph output.
   *
   * @throws RangeError if an input has the wrong shape
   */
  run(inputs: readonly Tensor[]): Tensor[];
  /** Many frames, each as in `run`; several times faster a frame. */
  runBatch(frames: readonly (readonly Tensor[])[]): Tensor[][];
  /**
   * Many frames in typed arrays, one frame after the other.
   *
   * @param inputs   an array an input, as `inputFormat` says
   * @param outputs  room for as many frames, as `outputFormat` says
   */
  runArrays(inputs: readonly PortArray[], frames: number, outputs: readonly PortArray[]): void;
}

/** Entries of the largest buffer: blocks of frames should stay in the caches. */
const BUFFER_ENTRIES = 1 << 19;
const MOST_FRAMES = 256;

export function plainSimulator(graph: Graph, ask: Ask): PlainSimulator {
  const plan = makePlan(graph, ask);
  const largest = Math.max(1, ...plan.slots.map(({ length }) => length));
  const fitting = Math.floor(BUFFER_ENTRIES / largest);
  // Kernels work on 32 vectors at a time.
  const block = Math.min(MOST_FRAMES, Math.max(1, fitting >= 32 ? fitting & ~31 : fitting));
  let capacity = 0;
  let steps: readonly (() => void)[] = [];
  let buffers: Buffer[] = [];
  let frames = 0;

  const reserve = (wanted: number): void => {
    if (wanted <= capacity) return;
    capacity = wanted;
    buffers = plan.slots.map(({ encoding, length }) => newBuffer(encoding, length * capacity));
    for (const { slot, value } of plan.constants) {
      for (let frame = 0; frame < capacity; frame++)
        encodeFrame(value.type, plan.slots[slot]!.encoding, value.data, buffers[slot]!, frame);
    }
    steps = plan.steps.map((step) => {
      const pick = (slots: Readonly<Record<string, number>>): Record<string, Buffer> =>
        Object.fromEntries(Object.entries(slots).map(([key, slot]) => [key, buffers[slot]!]));
      const [input, output] = [pick(step.input), pick(step.output)];
      return () => {
        step.run(input, output, frames);
      };
    });
  };

  const runBlock = (inputs: readonly (readonly Tensor[])[]): Tensor[][] => {
    reserve(inputs.length);
    frames = inputs.length;
    inputs.forEach((feeds, frame) => {
      graph.inputs.forEach(({ type }, i) => {
        const feed = feeds[i];
        if (!feed || !sameShape(feed.type.shape, type.shape)) {
          throw new RangeError(
            `input ${i} is ${feed ? showType(feed.type) : 'missing'}, the graph wants ${showType(type)}`,
          );
        }
        const slot = plan.inputs[i]!;
        encodeFrame(type, plan.slots[slot]!.encoding, feed.data, buffers[slot]!, frame);
      });
    });
    for (const step of steps) step();
    return inputs.map((_, frame) =>
      graph.outputs.map(({ type }, i) => {
        const slot = plan.outputs[i]!;
        return {
          type: tensorType(type.elem, type.shape),
          data: decodeFrame(type, plan.slots[slot]!.encoding, buffers[slot]!, frame),
        };
      }),
    );
  };

  const inputFormats = graph.inputs.map(({ type }) => inputFormat(type));
  const outputFormats = graph.outputs.map(({ type }) => outputFormat(type));

  return {
    graph,
    notes: plan.notes,
    block,
    run: (inputs) => runBlock([inputs])[0]!,
    runBatch(inputs) {
      const results: Tensor[][] = [];
      for (let from = 0; from < inputs.length; from += block) {
        for (const result of runBlock(inputs.slice(from, from + block))) results.push(result);
      }
      return results;
    },
    runArrays(inputs, total, outputs) {
      for (let from = 0; from < total; from += block) {
        frames = Math.min(block, total - from);
        reserve(frames);
        graph.inputs.forEach(({ type }, i) => {
          const slot = plan.inputs[i]!;
          const part = portFrames(inputFormats[i]!, inputs[i]!, from, from + frames);
          encodeFrames(type, plan.slots[slot]!.encoding, part, buffers[slot]!, frames);
        });
        for (const step of steps) step();
        graph.outputs.forEach(({ type }, i) => {
          const slot = plan.outputs[i]!;
          const part = portFrames(outputFormats[i]!, outputs[i]!, from, from + frames);
          decodeFrames(type, plan.slots[slot]!.encoding, buffers[slot]!, part as Int32Array | Float64Array, frames);
        });
      }
    },
  };
}

interface Slot {
  readonly encoding: Encoding;
  /** Entries a frame. */
  readonly length: number;
}
interface Step {
  readonly input: Readonly<Record<string, number>>;
  readonly output: Readonly<Record<string, number>>;
  readonly run: Kernel['run'];
}
interface Plan {
  readonly slots: readonly Slot[];
  readonly steps: readonly Step[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly constants: readonly { readonly slot: number; readonly value: Tensor }[];
  readonly notes: readonly Diagnostic[];
}

function makePlan(graph: Graph, ask: Ask): Plan {
  const slots: Slot[] = [];
  const steps: Step[] = [];
  const constants: { slot: number; value: Tensor }[] = [];
  const notes: Diagnostic[] = [];
  const slotOf = new Map<Value, number>();
  const converted = new Map<Value, Map<Encoding, number>>();

  const place = (value: Value, encoding: Encoding): number => {
    slots.push({ encoding, length: frameLength(value.type, encoding) });
    return slots.length - 1;
  };
  const found = (value: Value): number => {
    let slot = slotOf.get(value);
    if (slot === undefined) {
      if (!value.constant) throw new Error(`${value.name ?? 'a value'} is read before it is computed`);
      slot = place(value, naturalEncoding(value.type));
      constants.push({ slot, value: value.constant });
      slotOf.set(value, slot);
    }
    return slot;
  };
  /** The slot of a value in a given encoding, with a step that converts it there if need be. */
  const wanted = (value: Value, encoding: Encoding): number => {
    const slot = found(value);
    const from = slots[slot]!.encoding;
    if (from === encoding) return slot;
    const others = converted.get(value) ?? new Map<Encoding, number>();
    converted.set(value, others);
    let to = others.get(encoding);
    if (to === undefined) {
      to = place(value, encoding);
      others.set(encoding, to);
      const { type } = value;
      steps.push({
        input: { x: slot },
        output: { y: to },
        run: ({ x }, { y }, frames) => {
          convertFrames(type, from, encoding, x!, y!, frames);
        },
      });
    }
    return to;
  };

  const inputs = graph.inputs.map((value) => {
    const slot = place(value, naturalEncoding(value.type));
    slotOf.set(value, slot);
    return slot;
  });
  const cx: KernelContext = { encodingOf: (value) => slots[found(value)]!.encoding };
  for (const node of graph.order()) {
    const made = kernelOf(node, ask, cx, notes);
    const operand = node.operand as Readonly<Record<string, Value>>;
    const input = Object.fromEntries(
      Object.entries(made.reads).map(([key, encoding]) => [key, wanted(operand[key]!, encoding)]),
    );
    const output: Record<string, number> = {};
    for (const key of node.op.results) {
      const value = (node.result as Record<string, Value>)[key]!;
      const source = made.same?.[key];
      const slot =
        source === undefined ? place(value, made.writes[key] ?? naturalEncoding(value.type)) : input[source]!;
      slotOf.set(value, slot);
      if (source === undefined) output[key] = slot;
    }
    if (Object.keys(output).length > 0) steps.push({ input, output, run: made.run });
  }
  return { slots, steps, inputs, outputs: graph.outputs.map(found), constants, notes };
}

function kernelOf(node: Node, ask: Ask, cx: KernelContext, notes: Diagnostic[]): Kernel {
  const made = ask.ask(kernel, node, cx);
  if (!made) {
    const note = simulatorDiagnostics.noKernel({ op: node.op.name }, node.name);
    notes.push(note);
    return referenceKernel(node, note.message);
  }
  if (made.note !== undefined) notes.push(simulatorDiagnostics.slowKernel({ why: made.note }, node.name));
  return made;
}
