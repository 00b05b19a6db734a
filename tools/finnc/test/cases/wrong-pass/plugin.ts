import { constantValue, definePass, definePlugin, qnn, tensor } from 'finnc/plugin';

const negate = definePass({
  name: 'negate',
  summary: 'Flips the sign of what is subtracted, which changes the network.',
  needs: 'qnn',
  run(graph) {
    for (const node of graph.order()) {
      const subtracted = node.op.name === qnn.sub.name ? node.operand['b'] : undefined;
      if (!subtracted?.constant) continue;
      const { type, data } = subtracted.constant;
      graph.setOperand(
        node,
        'b',
        constantValue(
          tensor(
            type.elem,
            type.shape,
            Float64Array.from(data, (value) => -value),
          ),
        ),
      );
    }
  },
});

export default definePlugin({ name: 'acme-negate', passes: [negate] });
