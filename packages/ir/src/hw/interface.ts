import type { Graph } from '../graph/graph.ts';
import type { WiredPort, Wiring } from './wiring.ts';

/** AXI4-Stream data is whole bytes. */
export const axisBits = (bits: number): number => Math.ceil(bits / 8) * 8;

/** What a host must know to talk to the accelerator: packing, order and the meaning of the output integers. */
export function interfaceFile(
  graph: Graph,
  { top, inputs: given, outputs: made }: Pick<Wiring, 'inputs' | 'outputs'> & { readonly top: string },
): string {
  const describe = (port: WiredPort): object => ({
    port: port.name,
    element: port.value.type.elem.name,
    elementBits: port.value.type.elem.bits,
    encoding: encodingOf(port),
    shape: port.value.type.shape,
    elementsPerBeat: port.stream.lanes,
    beatsPerFrame: port.stream.beats,
    axisBits: axisBits(port.channel.bits),
  });
  const inputs = given.map((port, i) => {
    const { name, source, perm } = graph.inputPorts[i]!;
    return { name, ...describe(port), source: { type: source.elem.name, shape: source.shape }, permutation: perm };
  });
  const outputs = made.map((port, i) => {
    const { name, source, scale, bias, shape, perm, steps } = graph.outputPorts[i]!;
    return {
      name,
      ...describe(port),
      value: {
        formula: 'scale * integer + bias',
        scale,
        bias,
        // The model's own arithmetic, for hosts that want its output to the last bit.
        ...(steps && { steps, stepsFormula: 'the integer as float32, then each step in order, rounded to float32' }),
      },
      source: { type: source.elem.name, shape: source.shape },
      reshape: shape,
      permutation: perm,
    };
  });
  const order =
    'elements in row-major order of `shape`, channels last; element 0 of a beat in its low bits; beats padded to whole bytes';
  return `${JSON.stringify({ top, order, inputs, outputs }, null, 2)}\n`;
}

function encodingOf({ value }: WiredPort): string {
  const { elem } = value.type;
  if (elem.kind === 'bipolar') return '1 is +1, 0 is -1';
  if (elem.kind === 'float') return 'IEEE float32 bits b as a signed key: b if b >= 0, else b ^ 0x7fffffff; -0 as +0';
  if (elem.kind === 'int' && !elem.signed) return 'unsigned';
  return "two's complement";
}
