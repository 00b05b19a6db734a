import { float, floats, int64s, op } from '../../src/import/small-model.test.helper.ts';
import { product, type Attributes, type Case } from './drawn.ts';

/** Code of ONNX's element type. */
const BOOL = 9;

export const shapes: Readonly<Record<string, Case>> = {
  Reshape: (draw) => {
    const x = draw.shape(1, 4);
    const wanted = draw.of([-1], [0, -1], [product(x)], [...x].reverse(), [1, -1, 1]);
    return { inputs: { x }, constants: { s: int64s(...wanted) }, nodes: [op('Reshape', 'x s', 'y')] };
  },
  Flatten: (draw) => {
    const x = draw.shape(1, 4);
    return { inputs: { x }, nodes: [op('Flatten', 'x', 'y', { axis: draw.int(-x.length, x.length) })] };
  },
  Transpose: (draw) => {
    const x = draw.shape(1, 4);
    return { inputs: { x }, nodes: [op('Transpose', 'x', 'y', draw.chance() ? {} : { perm: draw.order(x.length) })] };
  },
  Unsqueeze: (draw) => {
    const axes = draw.of([0], [-1], [1], [0, 2], [-1, 0]);
    const old = draw.chance();
    return {
      inputs: { x: draw.shape(1, 3) },
      constants: old ? {} : { axes: int64s(...axes) },
      nodes: [op('Unsqueeze', old ? 'x' : 'x axes', 'y', old ? { axes } : {})],
      opset: old ? 11 : 13,
    };
  },
  Squeeze: (draw) => {
    const x = [1, ...draw.shape(0, 2), 1];
    const axes = draw.of([0], [-1], [0, -1]);
    const old = draw.chance();
    return {
      inputs: { x },
      constants: old ? {} : { axes: int64s(...axes) },
      nodes: [op('Squeeze', old ? 'x' : 'x axes', 'y', old ? { axes } : {})],
      opset: old ? 11 : 13,
    };
  },
  Expand: (draw) => {
    const shape = draw.shape(1, 4);
    return {
      inputs: { x: shape.map((size) => (draw.chance() ? size : 1)) },
      constants: { s: int64s(...shape) },
      nodes: [op('Expand', 'x s', 'y')],
    };
  },
  Tile: (draw) => {
    const x = draw.shape(1, 3);
    const times = x.map(() => draw.int(1, 3));
    return { inputs: { x }, constants: { r: int64s(...times) }, nodes: [op('Tile', 'x r', 'y')] };
  },
  Pad: (draw) => {
    const x = draw.shape(1, 3).map((size) => size + 1);
    const mode = draw.of('constant', 'edge', 'reflect');
    const pads = [...x, ...x].map(() => (mode === 'constant' ? draw.int(-1, 2) : draw.int(0, 1)));
    return {
      inputs: { x },
      constants: { pads: int64s(...pads), value: draw.tensor([]) },
      nodes: [op('Pad', 'x pads value', 'y', { mode })],
    };
  },
  Concat: (draw) => {
    const x = draw.shape(1, 4);
    const axis = draw.int(-x.length, x.length - 1);
    const at = axis < 0 ? axis + x.length : axis;
    const other = (): number[] => x.map((size, i) => (i === at ? draw.int(1, 3) : size));
    return {
      inputs: { x, z: other() },
      constants: { c: draw.tensor(other()) },
      nodes: [op('Concat', draw.of('x', 'x z', 'z x z', 'x c'), 'y', { axis })],
    };
  },
  Slice: (draw) => {
    const x = draw.shape(1, 3, 5);
    const axis = draw.int(-x.length, x.length - 1);
    const step = draw.of(1, 1, 2, -1);
    const [first, last] = step > 0 ? [draw.int(0, x.at(axis)! - 1), x.at(axis)!] : [x.at(axis)! - 1, -99];
    return {
      inputs: { x },
      constants: { s: int64s(first), e: int64s(last), a: int64s(axis), t: int64s(step) },
      nodes: [op('Slice', 'x s e a t', 'y')],
    };
  },
  Split: (draw) => {
    const [first, second] = [draw.int(1, 3), draw.int(1, 3)];
    const shape = draw.shape(1, 3);
    const axis = draw.int(0, shape.length - 1);
    return {
      inputs: { x: shape.map((size, i) => (i === axis ? first + second : size)) },
      constants: { parts: int64s(first, second) },
      nodes: [op('Split', 'x parts', 'y y1', { axis })],
      types: ['float32', 'float32'],
    };
  },
  Gather: (draw) => {
    const x = draw.shape(1, 3);
    const axis = draw.int(-x.length, x.length - 1);
    const [low, high] = [-x.at(axis)!, x.at(axis)! - 1];
    const i = int64s(...draw.shape(1, 3).map(() => draw.int(low, high)));
    return { inputs: { x }, constants: { i }, nodes: [op('Gather', 'x i', 'y', { axis })] };
  },
  Cast: (draw) => ({
    inputs: { x: draw.shape(1, 3) },
    nodes: [op('Cast', 'x', 'b', { to: BOOL }), op('Cast', 'b', 'y', { to: 1 })],
  }),
  Dropout: (draw) => ({ inputs: { x: draw.shape(1, 3) }, nodes: [op('Dropout', 'x', 'y')] }),
  Shape: (draw) => {
    const x = draw.shape(1, 4);
    const attributes: Attributes = draw.chance() ? {} : { start: draw.int(-5, 5), end: draw.int(-5, 5) };
    return { inputs: { x }, nodes: [op('Shape', 'x', 'y', attributes)], types: ['int64'], opset: 15 };
  },
  Size: (draw) => ({ inputs: { x: draw.shape(1, 4) }, nodes: [op('Size', 'x', 'y')], types: ['int64'] }),
  ConstantOfShape: (draw) => ({
    inputs: { x: draw.shape(1, 4) },
    nodes: [op('Shape', 'x', 's'), op('ConstantOfShape', 's', 'c'), op('Add', 'x c', 'y')],
  }),
  Constant: (draw) => ({
    inputs: { x: draw.shape(1, 4) },
    nodes: [op('Constant', '', 'c', { value_float: float(draw.int(-8, 8) / 4) }), op('Add', 'x c', 'y')],
  }),
  Range: (draw) => {
    const [start, step] = [draw.int(-8, 8) / 4, draw.of(-0.5, 0.25, 2)];
    const limit = start + (draw.int(1, 12) / 4) * step;
    return {
      inputs: { x: [1] },
      constants: { a: floats([], [start]), b: floats([], [limit]), d: floats([], [step]) },
      nodes: [op('Range', 'a b d', 'r'), op('ReduceSum', 'r', 's', { keepdims: 1 }), op('Add', 'x s', 'y')],
    };
  },
};
