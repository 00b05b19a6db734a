import { isInteger, uint, verifyGraph } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import { importModel } from './importer.ts';
import { compute, floats, graphOf, int64s, load, op, problems, shapeOf, small } from './small-model.test.helper.ts';

const quantised = (
  domain: string,
  opsets: ReadonlyMap<string, number> = new Map([['', 13]]),
): ReturnType<typeof small> =>
  small({
    inputs: { x: [1, 3] },
    constants: { s: floats([], [0.5]), z: floats([], [0]), b: floats([], [3]) },
    nodes: [op(`${domain}::Quant`, 'x s z b', 'y', { signed: 1, narrow: 0, rounding_mode: 'ROUND' })],
    opsets,
  });

describe('domains of QONNX', () => {
  it.each(['qonnx.custom_op.general', 'onnx.brevitas', 'finn.custom_op.general'])('%s is read', (domain) => {
    expect(
      compute(
        quantised(
          domain,
          new Map([
            ['', 13],
            [domain, 1],
          ]),
        ),
        [0.7, -9, 9],
      ),
    ).toEqual([0.5, -2, 1.5]);
  });

  it('one needs no opset_import, as the model zoo writes none', () => {
    expect(compute(quantised('onnx.brevitas'), [0.7, -9, 9])).toEqual([0.5, -2, 1.5]);
  });

  it('operators of another domain are not mistaken for these', () => {
    expect(problems(quantised('com.example'))).toEqual([
      "FINNC2101 operator 'Quant' of domain 'com.example' (node 'y') is not supported",
    ]);
  });
});

describe('inputs', () => {
  const identity = (shape: readonly (number | string | undefined)[]): ReturnType<typeof small> =>
    small({ inputs: { x: shape }, nodes: [op('Identity', 'x', 'y')] });

  it('initializers that are also listed as inputs are constants', () => {
    const graph = graphOf(
      small({
        inputs: { x: [1, 2], w: [2, 1] },
        constants: { w: floats([2, 1], [3, 4]) },
        nodes: [op('MatMul', 'x w', 'y')],
      }),
    );
    expect(graph.inputPorts.map(({ name }) => name)).toEqual(['x']);
  });

  it('a dynamic batch is 1', () => {
    expect(shapeOf(identity(['batch', 3]))).toEqual([1, 3]);
    expect(shapeOf(identity([undefined, 3]))).toEqual([1, 3]);
  });

  it('another dynamic axis is refused, with the axis', () => {
    expect(load(identity([1, 'n', 3])).diagnostics.map(({ code }) => code)).toEqual(['FINNC2103']);
    expect(problems(identity([1, 'n', 3]))[0]).toContain('[1, n, 3]');
  });

  it('a missing shape is refused', () => {
    const model = small({ inputs: { x: { elemType: 'float32' } }, nodes: [op('Identity', 'x', 'y')] });
    expect(problems(model)).toEqual(["FINNC2104 input 'x' has no shape"]);
  });

  it.each([
    [[], 'a single number'],
    [[1, 2 ** 20, 2 ** 20], 'more than'],
  ])('the shape [%s] is refused, as no frame of elements', (shape, reason) => {
    const [problem, ...others] = problems(identity(shape));
    expect(others).toEqual([]);
    expect(problem).toContain(`FINNC2113 input 'x' has the shape [${shape.join(', ')}], ${reason}`);
  });

  it('values that no quantiser reads are refused', () => {
    const model = small({ inputs: { x: { elemType: 'string', shape: [1] } }, nodes: [op('Identity', 'x', 'y')] });
    expect(problems(model)).toEqual(["FINNC2109 input 'x' holds string values"]);
  });

  it('an annotation tells which integers a float input holds', () => {
    const model = small({
      inputs: { x: [1, 2], w: [1, 2], v: [1, 2], f: [1, 2] },
      nodes: [op('Identity', 'x', 'y'), op('Identity', 'w', 'z'), op('Identity', 'v', 'u'), op('Identity', 'f', 'g')],
      outputs: ['y', 'z', 'u', 'g'],
      annotations: { x: 'UINT8', w: 'BIPOLAR', v: 'FLOAT32' },
    });
    expect(graphOf(model).inputs.map(({ type }) => type.elem.name)).toEqual(['uint8', 'bipolar', 'float32', 'float32']);
  });

  it('a declared integer type counts as an annotation', () => {
    const model = small({
      inputs: { x: { elemType: 'uint8', shape: [1, 2] } },
      nodes: [op('Cast', 'x', 'y', { to: 1 })],
    });
    expect(graphOf(model).inputs[0]?.type.elem).toBe(uint(8));
  });

  it('an unknown annotation is a warning, and the input a float', () => {
    const model = small({ inputs: { x: [1, 2] }, nodes: [op('Identity', 'x', 'y')], annotations: { x: 'UINT8000' } });
    const { graph, diagnostics } = load(model);
    expect(diagnostics.map(({ code, severity }) => `${severity} ${code}`)).toEqual(['warning FINNC2107']);
    expect(graph && isInteger(graph.inputs[0]!.type.elem)).toBe(false);
  });
});

describe('a model with several mistakes', () => {
  it('has all unsupported operators reported at once, each with what works instead', () => {
    const model = small({
      inputs: { x: [1, 4] },
      nodes: [op('LSTM', 'x', 'a'), op('Einsum', 'x', 'b'), op('Einsum', 'a', 'y')],
      outputs: ['y', 'b'],
    });
    const { diagnostics } = load(model);
    expect(diagnostics.map(({ message }) => /'(\w+)'/.exec(message)?.[1])).toEqual(['LSTM', 'Einsum', 'Einsum']);
    expect(diagnostics[0]?.help).toContain('use convolutions over time');
  });

  it('gets a spelling hint, or is told where to look', () => {
    const of = (name: string): string | undefined =>
      load(small({ inputs: { x: [1] }, nodes: [op(name, 'x', 'y')] })).diagnostics[0]?.help;
    expect(of('maxpool')).toBe("did you mean 'MaxPool'?");
    expect(of('Frobnicate')).toContain('finnc list ops');
  });

  it('is not blamed for what follows from the first one', () => {
    const model = small({
      inputs: { x: [1, 'n', 4] },
      nodes: [op('Identity', 'x', 'a'), op('Transpose', 'a', 'y')],
    });
    expect(load(model).diagnostics.map(({ code }) => code)).toEqual(['FINNC2103']);
  });
});

describe('a broken graph', () => {
  it('that reads a tensor nobody computes is refused', () => {
    expect(problems(small({ inputs: { x: [1] }, nodes: [op('Add', 'x ghost', 'y')] }))).toEqual([
      "FINNC2105 node 'y' reads 'ghost', which nothing computes",
    ]);
  });

  it('whose nodes are not in order is refused, with the node that comes too late', () => {
    const model = small({ inputs: { x: [1] }, nodes: [op('Identity', 'a', 'y'), op('Identity', 'x', 'a')] });
    expect(problems(model)).toEqual(["FINNC2105 node 'y' reads 'a', which only the later node 'a' computes"]);
  });

  it('with a cycle is refused', () => {
    const model = small({
      inputs: { x: [1] },
      nodes: [op('Add', 'x b', 'a'), op('Identity', 'a', 'b')],
      outputs: ['b'],
    });
    expect(problems(model)).toEqual(["FINNC2105 node 'a' reads 'b', which only the later node 'b' computes"]);
  });

  it('in which two nodes compute one tensor is refused', () => {
    const model = small({ inputs: { x: [1] }, nodes: [op('Identity', 'x', 'y'), op('Identity', 'x', 'y')] });
    expect(problems(model)).toEqual(["FINNC2110 node 'y' computes 'y', which has a value already"]);
  });

  it('whose output nothing computes is refused', () => {
    expect(problems(small({ inputs: { x: [1] }, nodes: [], outputs: ['y'] }))).toEqual([
      "FINNC2106 output 'y' is computed by no node",
    ]);
  });

  it('without outputs is refused', () => {
    expect(problems(small({ inputs: { x: [1] }, nodes: [op('Identity', 'x', 'y')], outputs: [] }))).toEqual([
      'FINNC2111 the model has 1 nodes and no outputs, so it computes nothing',
    ]);
  });

  it('with model-local functions is refused, naming them', () => {
    const model = { ...small({ inputs: { x: [1] }, nodes: [] }), functions: [{ domain: 'my', name: 'Norm' }] };
    expect(importModel(model, new Map()).diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'FINNC2108 the model defines functions of its own: my::Norm',
    ]);
  });

  it('with an attribute out of range is refused, not crashed upon', () => {
    const model = small({
      inputs: { x: [1, 1, 4, 4] },
      nodes: [op('MaxPool', 'x', 'y', { kernel_shape: [2, 2], strides: [0, 1] })],
    });
    expect(load(model).diagnostics.map(({ code }) => code)).toEqual(['FINNC2102']);
  });
});

describe('constants', () => {
  it('an integer beyond 2^53 is refused where it is read', () => {
    const model = small({
      inputs: { x: [1, 4] },
      constants: { shape: int64s(1n, 2n ** 60n) },
      nodes: [op('Reshape', 'x shape', 'y')],
    });
    expect(problems(model)).toEqual(["FINNC2112 node 'y' reads 'shape', which holds an integer beyond ±2^53"]);
  });

  it('one that nobody reads does not matter', () => {
    const model = small({ inputs: { x: [1] }, constants: { c: int64s(2n ** 60n) }, nodes: [op('Identity', 'x', 'y')] });
    expect(problems(model)).toEqual([]);
  });

  it('an output may be one', () => {
    const model = small({
      inputs: { x: [1] },
      constants: { c: floats([2], [1, 2]) },
      nodes: [op('Identity', 'c', 'y')],
    });
    expect(compute(model, [0])).toEqual([1, 2]);
  });
});

it('an empty graph passes its input on', () => {
  const graph = graphOf(small({ inputs: { x: [1, 2] }, nodes: [], outputs: ['x'] }));
  verifyGraph(graph);
  expect(graph.size).toBe(0);
});

it('nodes that reach no output are left out', () => {
  const model = small({ inputs: { x: [1, 2] }, nodes: [op('Identity', 'x', 'y'), op('Transpose', 'x', 'unused')] });
  expect(graphOf(model).size).toBe(0);
});

it('ops remember the node they came from, and values the tensor', () => {
  const [node] = graphOf(small({ inputs: { x: [1, 2] }, nodes: [op('Transpose', 'x', 'y')] }));
  expect(node?.origin).toEqual(['y']);
  expect(node?.result['y']?.name).toBe('y');
});
