import { defineDiagnostics, type Diagnostic } from '../diagnostic/index.ts';
import type { InputPort, OutputPort, OutputStep } from '../graph/port.ts';
import { permuteData } from '../qnn/layout.ts';
import { sameShape, showType, sizeOf, tensorType, type Tensor, type TensorType } from '../tensor/index.ts';
import { bounds, isInteger } from '../types/index.ts';

export const portDiagnostics = defineDiagnostics<{
  shape: { port: string; found: string; wanted: string };
  notANumber: { port: string; index: number; count: number };
  outside: { port: string; value: number; index: number; type: string; count: number };
}>({
  shape: {
    code: 'FINNC5451',
    severity: 'error',
    message: ({ port, found, wanted }) => `input '${port}' is ${found}; the model wants ${wanted}`,
    help: ({ wanted }) => `give values of shape and layout ${wanted}, as the source model declares them`,
    explain:
      'An input has to have the shape that the source model declares, with a batch of 1; layouts are not guessed.',
  },
  notANumber: {
    code: 'FINNC5452',
    severity: 'error',
    message: ({ port, index, count }) =>
      `input '${port}' is not a number at index ${index}${count > 1 ? ` and ${count - 1} more` : ''}`,
    help: () => 'a quantiser has no code for NaN; look for missing values or a division by zero before the model',
    explain: 'A comparison with NaN is always false, so a quantiser would give its lowest code without a word.',
  },
  outside: {
    code: 'FINNC5453',
    severity: 'error',
    message: ({ port, value, index, type, count }) =>
      `input '${port}' is ${value} at index ${index}; its type ${type} does not hold that${count > 1 ? `, nor ${count - 1} other values` : ''}`,
    help: ({ type }) => `the compiled input takes ${type} codes; scale, round or clip the values first`,
    explain:
      'The model, or the person who built it, has said which integers the input holds. Other values have no code in hardware.',
  },
});

/**
 * What is wrong with a user's tensor for an input; `feedPort` takes those with nothing wrong.
 *
 * @param type    type of the graph input, whose value set the values must keep to
 * @param source  values in the source model's layout; their element type is not looked at
 */
export function checkFeed(port: Pick<InputPort, 'name' | 'source'>, type: TensorType, source: Tensor): Diagnostic[] {
  if (!sameShape(source.type.shape, port.source.shape)) {
    const wanted = showType(port.source);
    return [portDiagnostics.shape({ port: port.name, found: showType(source.type), wanted })];
  }
  const { data } = source;
  const nan = wrong(data, Number.isNaN);
  if (nan) return [portDiagnostics.notANumber({ port: port.name, ...nan })];
  const { elem } = type;
  if (!isInteger(elem)) return [];
  const [low, high] = bounds(elem).map(Number) as [number, number];
  const outside = wrong(
    data,
    (value) => !Number.isInteger(value) || value < low || value > high || (elem.kind === 'bipolar' && value === 0),
  );
  if (!outside) return [];
  return [portDiagnostics.outside({ port: port.name, value: data[outside.index]!, type: elem.name, ...outside })];
}

function wrong(
  data: Tensor['data'],
  test: (value: number) => boolean,
): { readonly index: number; readonly count: number } | undefined {
  let index = -1;
  let count = 0;
  for (let i = 0; i < data.length; i++) {
    if (!test(data[i]!)) continue;
    if (count++ === 0) index = i;
  }
  return count === 0 ? undefined : { index, count };
}

/**
 * The graph input a user's tensor stands for: permuted by the port, in the graph input's shape and type.
 *
 * @throws RangeError if the sizes differ; `checkFeed` says so first
 */
export function feedPort(port: InputPort, type: TensorType, source: Tensor): Tensor {
  if (!sameShape(source.type.shape, port.source.shape) || source.data.length !== sizeOf(type.shape)) {
    throw new RangeError(
      `input '${port.name}' is ${showType(source.type)}, its port takes ${showType(port.source)} to ${showType(type)}`,
    );
  }
  return { type: tensorType(type.elem, type.shape), data: permuteData(source.data, source.type.shape, port.perm) };
}

/**
 * The source model's output from a value of the graph, in the model's layout: by the port's float32 steps where it has
 * them, else `scale · value + bias` in doubles, rounded once. Outputs that the model declares as integers (class
 * indices) come out as such.
 */
export function readPort(port: OutputPort, value: Tensor): Tensor {
  if (isInteger(port.source.elem)) return readPortExact(port, value);
  if (!port.steps) {
    const exact = readPortExact(port, value);
    return { type: exact.type, data: new Float32Array(exact.data) };
  }
  const real = new Float32Array(value.data);
  const channels = value.type.shape.at(-1) ?? 1;
  for (const { op, values } of port.steps) {
    for (let i = 0; i < real.length; i++)
      real[i] = apply[op](real[i]!, values[values.length === 1 ? 0 : i % channels]!);
  }
  return { type: tensorType(port.source.elem, port.source.shape), data: permuteData(real, port.shape, port.perm) };
}

const apply: Readonly<Record<OutputStep['op'], (x: number, by: number) => number>> = {
  mul: (x, by) => x * by,
  div: (x, by) => x / by,
  add: (x, by) => x + by,
  sub: (x, by) => x - by,
};

/** `scale · value + bias` in doubles: what the output means, without the source model's rounding. */
export function readPortExact({ scale, bias, shape, perm, source }: OutputPort, value: Tensor): Tensor {
  const { data } = value;
  const real = new Float64Array(data.length);
  const channels = value.type.shape.at(-1) ?? 1;
  for (let i = 0; i < real.length; i++) {
    const channel = i % channels;
    real[i] = scale[scale.length === 1 ? 0 : channel]! * data[i]! + bias[bias.length === 1 ? 0 : channel]!;
  }
  return { type: tensorType(source.elem, source.shape), data: permuteData(real, shape, perm) };
}
