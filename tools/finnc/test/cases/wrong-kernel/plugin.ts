import {
  defineOp,
  definePass,
  definePlugin,
  kernel,
  layerKind,
  mapKernel,
  operand,
  sizeOf,
  streams,
  type Stream,
  type TensorType,
} from 'finnc/plugin';

const relay = defineOp({
  name: 'acme.relay',
  summary: 'Hands a vector on.',
  operands: { x: operand.value },
  results: ['y'],
  attrs: {},
  infer: ({ x }) => ({ y: x.type }),
  evaluate: ({ x }) => ({ y: x }),
});

const append = definePass({
  name: 'append-relay',
  summary: 'Hands the output on by one more layer.',
  needs: 'hardware',
  run(graph) {
    graph.outputs[0] = graph.add(relay, { x: graph.outputs[0]! }, {}, { name: 'Relay_0' }).result.y;
  },
});

const oneABeat = ({ elem, shape }: TensorType): Stream => ({ elem, lanes: 1, beats: sizeOf(shape) });

export default definePlugin({
  name: 'acme-relay',
  ops: [relay],
  passes: [append],
  facets: [
    layerKind.for(relay, () => ({ kind: 'Relay', variant: 'hls' })),
    streams.for(relay, ({ operand: { x } }) => ({ inputs: { x: oneABeat(x.type) }, outputs: { y: oneABeat(x.type) } })),
    // The mistake: every value is one too large.
    kernel.for(relay, () =>
      mapKernel('int32', 'int32', (x, y) => {
        for (let i = 0; i < x.length; i++) y[i] = x[i]! + 1;
      }),
    ),
  ],
});
