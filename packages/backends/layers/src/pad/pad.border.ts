import { bipolar, isNode, type Ask, type Graph, type Node, type Value } from '@finnc/ir';
import { atBorder, fifo, fork, signBorder, width, type BorderForm, type BorderLayers } from '@finnc/ir/hw';
import { slidingWindow } from '../sliding-window/sliding-window.ts';
import { borderOf } from '../shared/border.ts';
import { imageOf } from '../shared/vectors.ts';
import { pad } from './pad.ts';

type Pad = Node<typeof pad>;
type Window = Node<typeof slidingWindow>;

/** A unit of products, and the same made on other windows. */
interface Unit {
  readonly node: Node;
  readonly make: (graph: Graph, x: Value) => Node;
}
interface Branch {
  readonly window: Window;
  readonly units: readonly Unit[];
  readonly classes: number;
}

const readersOf = ({ uses }: Value): readonly Node[] => [...new Set([...uses].map(({ node }) => node))];

/** Zeros around signs: windows of −1 there are as good if units of products are all that reads them. */
export const padSignBorder = signBorder.for(pad, (node, ask) => {
  const { x } = node.operand;
  const { value, outType } = node.attrs;
  if (x.type.elem.kind !== 'bipolar' || outType.kind === 'bipolar' || value !== 0) return undefined;
  const branches: Branch[] = [];
  for (const reader of readersOf(node.result.y)) {
    const branch = isNode(reader, slidingWindow) ? branchOf(node, reader, ask) : reader;
    if ('op' in branch) return { none: reasonOf(branch) };
    branches.push(branch);
  }
  return branches.length > 0 ? formOf(node, branches) : { none: 'nothing reads it' };
});

const plumbing = [width, fifo, fork];
const reasonOf = (reader: Node): string =>
  plumbing.some((op) => isNode(reader, op))
    ? `'${reader.name}' already streams them: sign-padding comes before insert-streams`
    : `'${reader.name}' needs the zeros themselves`;

/** The units behind a window, or the layer that is none. */
function branchOf(node: Pad, window: Window, ask: Ask): Branch | Node {
  const { height, width } = imageOf(node.operand.x.type);
  const border = borderOf([height, width], { ...window.attrs, pads: node.attrs.pads });
  const units: Unit[] = [];
  for (const reader of readersOf(window.result.y)) {
    const make = ask.ask(atBorder, reader, border);
    if (!make) return reader;
    units.push({ node: reader, make });
  }
  return { window, units, classes: border.outside.length };
}

function formOf(node: Pad, branches: readonly Branch[]): BorderForm {
  return {
    layers: [node, ...branches.flatMap(({ window, units }) => [window, ...units.map((unit) => unit.node)])] as Node[],
    classes: Math.max(...branches.map(({ classes }) => classes)),
    build(graph): BorderLayers {
      const { name, origin } = node;
      const attrs = { ...node.attrs, value: -1, outType: bipolar };
      const padded = graph.add(pad, { x: node.operand.x }, attrs, { name, origin });
      const layers: Node[] = [padded];
      const results = new Map<Value, Value>();
      for (const { window, units } of branches) {
        const { y } = padded.result;
        const twin = graph.add(slidingWindow, { x: y }, window.attrs, { name: window.name, origin: window.origin });
        layers.push(twin);
        for (const unit of units) {
          const made = unit.make(graph, twin.result.y);
          layers.push(made);
          for (const [key, value] of Object.entries<Value>(unit.node.result))
            results.set(value, (made.result as Record<string, Value>)[key]!);
        }
      }
      return { layers, results };
    },
  };
}
