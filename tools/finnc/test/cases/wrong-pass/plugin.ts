import { constantValue, definePass, definePlugin, qnn, tensor } from 'finnc/plugin';

const negate = definePass({
  name: 'negate',
  summary: 'Flips the sign of the first weight, which changes the network.',
  needs: 'qnn',
  run(graph) {
    const node = graph.order().find((candidate) => candidate.op.name === qnn.matMul.name);
    const weights = node?.operand.b?.constant ?? node?.operand.w?.constant;
    const [key] = Object.entries(node?.operand ?? {}).find(([, value]) => value.constant) ?? [];
    if (!node || !key || !weights) return;
    const data = Float64Array.from(weights.data, (value, i) => (i === 0 ? -value : value));
    graph.setOperand(node, key, constantValue(tensor(weights.type.elem, weights.type.shape, data)));
  },
});

export default definePlugin({ name: 'acme-negate', passes: [negate] });
