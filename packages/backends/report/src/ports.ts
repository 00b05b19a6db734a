import type { Ask, Graph } from '@finnc/ir';
import { axisBits, wire, type Board, type WiredPort } from '@finnc/ir/hw';

/** What one end of the accelerator moves. */
export interface PortLoad {
  readonly name: string;
  readonly direction: 'in' | 'out';
  /** Bits a frame, words in whole bytes as AXI has them. */
  readonly bits: number;
  /** Cycles a frame that the DMA's port of the board needs for them. */
  readonly cycles: number;
}

/** What all ports move together, against what the board can. */
export interface Traffic {
  readonly ports: readonly PortLoad[];
  /** Bits that the port of a DMA moves in a cycle. */
  readonly portBits: number;
  /** Bits a cycle between FPGA and memory, all ports together; absent: not known of the board. */
  readonly memoryBits?: number;
  /** What takes longest to move a frame. */
  readonly slowest: { readonly name: string; readonly cycles: number };
}

/** What a design moves; undefined where a layer does not say what it streams. */
export function trafficOf(graph: Graph, ask: Ask, board: Board, clockMhz: number): Traffic | undefined {
  const { inputs, outputs, unknown } = wire(graph, ask);
  if (unknown.length > 0) return undefined;
  const ports = [...inputs.map(loadOf('in', board)), ...outputs.map(loadOf('out', board))];
  const [first, ...others] = ports;
  if (!first) return undefined;
  const memoryBits = board.memoryGbps === undefined ? undefined : (board.memoryGbps * 1e3) / clockMhz;
  const busiest = others.reduce((most, port) => (port.cycles > most.cycles ? port : most), first);
  const port = { name: `port ${busiest.name}`, cycles: busiest.cycles };
  const all = ports.reduce((sum, { bits }) => sum + bits, 0);
  const memory = { name: 'memory', cycles: memoryBits === undefined ? 0 : Math.ceil(all / memoryBits) };
  const slowest = memory.cycles > port.cycles ? memory : port;
  return { ports, portBits: board.axiBits, ...(memoryBits === undefined ? {} : { memoryBits }), slowest };
}

const loadOf =
  (direction: PortLoad['direction'], { axiBits }: Board) =>
  ({ name, stream, channel }: WiredPort): PortLoad => {
    const bits = stream.beats * axisBits(channel.bits);
    return { name, direction, bits, cycles: Math.ceil(bits / axiBits) };
  };
