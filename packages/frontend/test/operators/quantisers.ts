import type { ElementName } from '../../src/onnx/index.ts';
import { floats, op } from '../../src/import/small-model.test.helper.ts';
import type { Case, Draw, Drawn } from './drawn.ts';

export const int8 = (shape: readonly number[], values: readonly number[]): NonNullable<Drawn['constants']>[string] => ({
  dims: shape,
  dataType: 'int8',
  data: Int8Array.from(values),
});
function quantised(draw: Draw, nodes: readonly ('Q' | 'DQ')[], types: readonly ElementName[]): Drawn {
  const x = draw.shape(1, 4);
  const axis = draw.int(0, x.length - 1);
  const count = draw.chance() ? x[axis]! : 1;
  const shape = count === 1 && draw.chance() ? [] : [count];
  const entries = <T>(of: () => T): T[] => Array.from({ length: count }, of);
  const scales = entries(() => draw.int(1, 9) / 8);
  const zeroPoints = entries(() => draw.int(-8, 8));
  const attributes = shape.length === 0 || count !== x[axis] ? {} : { axis };
  const perTensor = Object.keys(attributes).length === 0;
  return {
    inputs: { x },
    constants: {
      s: floats(perTensor ? [] : shape, perTensor ? scales.slice(0, 1) : scales),
      z: int8(perTensor ? [] : shape, perTensor ? zeroPoints.slice(0, 1) : zeroPoints),
    },
    nodes: nodes.map((kind, i) =>
      kind === 'Q'
        ? op('QuantizeLinear', 'x s z', i === nodes.length - 1 ? 'y' : 'q', attributes)
        : op('DequantizeLinear', 'q s z', 'y', attributes),
    ),
    types,
  };
}
export const quantisers: Readonly<Record<string, Case>> = {
  QuantizeLinear: (draw) => quantised(draw, ['Q'], ['int8']),
  DequantizeLinear: (draw) => quantised(draw, ['Q', 'DQ'], ['float32']),
};
