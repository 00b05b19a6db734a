import { float, floats, op } from '../../src/import/small-model.test.helper.ts';
import { product, type Case, type Draw, type Drawn } from './drawn.ts';
import { int8 } from './quantisers.ts';

export const linear: Readonly<Record<string, Case>> = {
  MatMul: (draw) => {
    const [rows, depth, columns] = [draw.int(1, 4), draw.int(1, 5), draw.int(1, 4)];
    const lead = draw.shape(0, 2, 3);
    const x = draw.chance() ? [...lead, rows, depth] : [depth];
    const own = x.length > 1 ? draw.partner(lead) : lead;
    const c = draw.tensor(draw.chance() ? [...own, depth, columns] : [depth]);
    return { inputs: { x }, constants: { c }, nodes: [op('MatMul', 'x c', 'y')] };
  },
  Gemm: (draw) => {
    const [m, k, n] = [draw.int(1, 4), draw.int(1, 4), draw.int(1, 4)];
    const [transA, transB] = [draw.int(0, 1), draw.int(0, 1)];
    return {
      inputs: { x: transA ? [k, m] : [m, k] },
      constants: {
        w: draw.tensor(transB ? [n, k] : [k, n]),
        c: draw.tensor(draw.of([m, n], [1, n], [n], [m, 1], [1], [])),
      },
      nodes: [
        op('Gemm', draw.of('x w', 'x w c'), 'y', {
          transA,
          transB,
          alpha: float(draw.int(-4, 4) / 4),
          beta: float(draw.int(-4, 4) / 4),
        }),
      ],
      opset: draw.of(11, 13),
    };
  },
};

/** Powers of two, so that no result is a tie by rounding alone. */
const scale = (draw: Draw, count = 1): ReturnType<typeof floats> =>
  floats(
    count === 1 ? [] : [count],
    Array.from({ length: count }, () => 2 ** draw.int(-3, 1)),
  );
const code = (draw: Draw, shape: readonly number[] = []): ReturnType<typeof int8> =>
  int8(
    shape,
    Array.from({ length: product(shape) }, () => draw.int(-8, 8)),
  );

/** A product of the codes of x with those of w, which have one scale or one for each of `filters`. */
function ofCodes(draw: Draw, opType: string, x: readonly number[], w: readonly number[], filters: number): Drawn {
  const isQuantised = opType.startsWith('QLinear');
  const count = isQuantised && draw.chance() ? filters : 1;
  const bias = Int32Array.from({ length: filters }, () => draw.int(-50, 50));
  return {
    inputs: { x },
    constants: {
      s: scale(draw),
      z: code(draw),
      w: code(draw, w),
      ws: scale(draw, count),
      wz: count === 1 ? code(draw) : int8([count], new Array<number>(count).fill(0)),
      ys: scale(draw),
      yz: code(draw),
      b: { dims: [filters], dataType: 'int32', data: bias },
    },
    nodes: [
      op('QuantizeLinear', 'x s z', 'q'),
      isQuantised
        ? op(opType, `q s z w ws wz ys yz${opType === 'QLinearConv' && draw.chance() ? ' b' : ''}`, 'y')
        : op(opType, draw.of('q w', 'q w z', 'q w z wz'), 'y'),
    ],
    types: [isQuantised ? 'int8' : 'int32'],
  };
}

const imageProduct =
  (opType: string): Case =>
  (draw) => {
    const [channels, filters, size] = [draw.int(1, 2), draw.int(2, 3), draw.int(2, 4)];
    return ofCodes(draw, opType, [1, channels, size, size], [filters, channels, 2, 2], filters);
  };
const matrixProduct =
  (opType: string): Case =>
  (draw) => {
    const [rows, depth, columns] = [draw.int(1, 3), draw.int(1, 4), draw.int(2, 3)];
    return ofCodes(draw, opType, [rows, depth], [depth, columns], columns);
  };

export const products: Readonly<Record<string, Case>> = {
  QLinearConv: imageProduct('QLinearConv'),
  ConvInteger: imageProduct('ConvInteger'),
  QLinearMatMul: matrixProduct('QLinearMatMul'),
  MatMulInteger: matrixProduct('MatMulInteger'),
};
