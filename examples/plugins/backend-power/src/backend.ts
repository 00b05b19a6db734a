import { defineBackend, type Files } from 'finnc/plugin';
import { diagnostics } from './diagnostics.ts';
import { power } from './power.ts';

export const powerBackend = defineBackend({
  name: 'power',
  summary: 'One JSON line per layer with its estimated dynamic power.',
  emit(graph, cx): Files {
    const { clockMhz } = cx.target;
    const lines = graph.order().map((node) => {
      const milliwatts = cx.ask(power, node, { clockMhz });
      if (milliwatts === undefined) cx.report(diagnostics.noPowerModel({ op: node.op.name }, node.name));
      return JSON.stringify({
        layer: node.name,
        milliwatts: milliwatts === undefined ? null : Number(milliwatts.toFixed(3)),
      });
    });
    return new Map([['power.jsonl', `${lines.join('\n')}\n`]]);
  },
});
