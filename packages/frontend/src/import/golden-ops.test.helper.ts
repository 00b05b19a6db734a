import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ElementName, OnnxAttribute, OnnxData, OnnxModel, OnnxTensor } from '../onnx/index.ts';
import { small } from './small-model.test.helper.ts';

const repository = path.resolve(import.meta.dirname, '../../../..');
const folder = process.env['FINNC_DATA'] ?? path.join(repository, '../shared/data');
const file = path.join(folder, 'golden/ops.json.gz');

/** One evaluation of an operator by qonnx or onnxruntime. */
export interface GoldenVector {
  readonly op: string;
  readonly attrs: Readonly<Record<string, unknown>>;
  /** Null where an optional input is left out. */
  readonly inputs: readonly (OnnxTensor | null)[];
  readonly outputs: readonly OnnxTensor[];
}

interface Stored {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly b64: string;
}

const arrays: Readonly<Record<string, (buffer: ArrayBuffer) => OnnxData>> = {
  float32: (buffer) => new Float32Array(buffer),
  int8: (buffer) => new Int8Array(buffer),
  uint8: (buffer) => new Uint8Array(buffer),
  int32: (buffer) => new Int32Array(buffer),
  int64: (buffer) => new BigInt64Array(buffer),
};

function tensorOf({ dtype, shape, b64 }: Stored, name: string): OnnxTensor {
  const data = arrays[dtype]!(Uint8Array.from(atob(b64), (char) => char.charCodeAt(0)).buffer);
  return { name, dims: shape, dataType: dtype as Extract<ElementName, OnnxTensor['dataType']>, data };
}

/** All vectors of the file, in its order; empty, with a notice, where there is none. */
export function goldenVectors(): readonly GoldenVector[] {
  if (!existsSync(file)) {
    console.warn(`no ${file}: the golden vectors of operators are skipped (set FINNC_DATA)`);
    return [];
  }
  const stored = JSON.parse(gunzipSync(readFileSync(file)).toString()) as {
    readonly op: string;
    readonly attrs: Readonly<Record<string, unknown>>;
    readonly inputs: readonly (Stored | null)[];
    readonly outputs: readonly Stored[];
  }[];
  return stored.map(({ op, attrs, inputs, outputs }) => ({
    op,
    attrs,
    inputs: inputs.map((input, i) => input && tensorOf(input, `in_${i}`)),
    outputs: outputs.map((output, i) => tensorOf(output, `out_${i}`)),
  }));
}

const qonnxOps: ReadonlySet<string> = new Set([
  'Quant',
  'BipolarQuant',
  'Trunc',
  'FloatQuant',
  'MultiThreshold',
  'XnorPopcountMatMul',
  'Im2Col',
  'QuantAvgPool2d',
  'MaxPoolNHWC',
]);

function attributeOf(name: string, value: unknown): OnnxAttribute {
  if (typeof value === 'string') return { type: 'string', value };
  if (Array.isArray(value)) return { type: 'ints', value: value as number[] };
  if (typeof value !== 'number') throw new Error(`attribute ${name} is ${String(value)}`);
  const isFloat = ['alpha', 'beta', 'epsilon', 'out_scale', 'out_bias', 'pad_value'].includes(name);
  return isFloat ? { type: 'float', value } : { type: 'int', value };
}

/** The vector's operator as a model whose first input moves; the others are initializers. */
export function modelOf({ op, attrs, inputs, outputs }: GoldenVector): OnnxModel {
  const [moving, ...fixed] = inputs;
  const domain = qonnxOps.has(op) ? 'qonnx.custom_op.general' : '';
  const { version = 1, ...attributes } = attrs;
  return small({
    inputs: { in_0: { elemType: moving!.dataType, shape: moving!.dims } },
    constants: Object.fromEntries(fixed.flatMap((tensor) => (tensor ? [[tensor.name, tensor]] : []))),
    nodes: [
      {
        name: '',
        opType: op,
        domain,
        inputs: inputs.map((tensor) => tensor?.name ?? ''),
        outputs: outputs.map(({ name }) => name),
        attributes: new Map(Object.entries(attributes).map(([key, value]) => [key, attributeOf(key, value)])),
      },
    ],
    // TopK's values are not read: hardware has its indices.
    outputs: outputs.slice(op === 'TopK' ? 1 : 0).map(({ name }) => name),
    opsets: new Map([
      ['', 13],
      ['qonnx.custom_op.general', Number(version)],
    ]),
  });
}
