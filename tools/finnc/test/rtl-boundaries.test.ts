import { emitRtl, hasYosys, synthesised, type Netlist } from '@finnc/backend-rtl/testing';
import type { Files } from '@finnc/ir';
import { identifier } from '@finnc/ir/hw';
import { graphOf } from '@finnc/ir/testing';
import { describe, expect, it } from 'vitest';
import { registry } from './corpus.ts';
import { rtlCases } from './rtl-cases.ts';

/** Fork, padding, window, width, matrix-vector unit, FIFO and join. */
const { graph: text } = rtlCases.find(({ name }) => name.startsWith('residual block'))!;

/** Ends of queues: a channel's reader takes by `<channel>_tready`, its writer sees `<channel>_in_tready`. */
const channelsOf = ({ names }: Netlist): string[] =>
  names.flatMap((name) => /^(\w+)_in_tready$/.exec(name)?.slice(1) ?? []);

/** What passes a queue without a clock, backwards or forwards. */
function crossings(netlist: Netlist): string[] {
  const channels = channelsOf(netlist);
  return channels.flatMap((from) =>
    channels.flatMap((to) => [
      ...(netlist.reaches(`${from}_tready`, `${to}_in_tready`) ? [`${from}_tready to ${to}_in_tready`] : []),
      ...(from === to && netlist.reaches(`${from}_in_tvalid`, `${to}_tvalid`) ? [`valid through ${from}`] : []),
    ]),
  );
}

describe.skipIf(!hasYosys())('the netlist of a residual block', () => {
  const graph = graphOf(text, registry.ops.values());
  const top = `${identifier(graph.name)}_top`;
  const netlistOf = (change: (name: string, text: string) => string = (_, same) => same): Netlist => {
    const files: Files = new Map(
      [...emitRtl(graph, registry, [])].map(([name, content]) => [
        name,
        typeof content === 'string' ? change(name, content) : content,
      ]),
    );
    return synthesised(files, top);
  };

  it('has no path from a ready to another across a boundary of layers, nor from its output to its input', () => {
    const netlist = netlistOf();
    expect(channelsOf(netlist).length).toBeGreaterThan(8);
    expect(crossings(netlist)).toEqual([]);
    expect(netlist.reaches('m_axis_tready', 's_axis_tready')).toBe(false);
    // Within a layer there are such paths, and the search finds them.
    const channels = channelsOf(netlist);
    const within = channels.flatMap((from) =>
      channels.filter((to) => netlist.reaches(`${from}_in_tready`, `${to}_tready`)),
    );
    expect(within.length).toBeGreaterThan(3);
  });

  it('shows a queue that fills the place it gives away in the same cycle', () => {
    const held = "assign x_tready = held != CW'(DEPTH);";
    const mutant = netlistOf((name, source) =>
      name.endsWith('finnc_fifo.sv')
        ? source.replace(held, "assign x_tready = held != CW'(DEPTH) || y_tready;")
        : source,
    );
    expect(crossings(mutant)).not.toEqual([]);
    expect(mutant.reaches('m_axis_tready', 's_axis_tready')).toBe(true);
  });
});
