import { newPortArray, type PortArray, type Simulation } from '@finnc/backend-simulator';
import { checkFeed, float32, qnn, tensor, tensorType, type InputPort, type TensorType } from '@finnc/ir';
import { copyFrame } from '../data/layout.ts';
import { channelAxis, normalize, type Normalization } from '../data/normalize.ts';
import type { ModelFrames, StoredFrames } from './model-frames.ts';

/**
 * Frames of a data set as the hardware takes them; nothing if the hardware does not take one of the values. What it gave
 * the call before last may be overwritten: one block can be packed while another runs.
 */
export type PackFrames = (from: number, to: number) => PortArray | undefined;

/**
 * Lays stored bytes out for the only input of a simulation without a detour by float32: layout, normalisation and range
 * are worked out once, for every place of a frame and every byte. Nothing for frames that are no bytes.
 */
export function packedFrames(simulation: Simulation, { stored }: ModelFrames): PackFrames | undefined {
  const { graph, inputs, engine } = simulation;
  const [port, value, format] = [graph.inputPorts[0], graph.inputs[0], inputs[0]];
  if (!stored || !port || !value || !format || graph.inputs.length !== 1) return undefined;
  const { length } = format;
  // Places are counted in float32 on the way.
  if (length >= 2 ** 24) return undefined;
  const { data, start, stride } = stored.bytes;
  const places = placesOf(stored, port);
  const { values, isTaken, channels } = byteValues(stored.scaling, port, value.type);
  const inOrder = places.every((place, i) => place === i);
  const asTheyAre = format.array === 'uint8' && values.every((number, i) => number === (i & 0xff));
  const takesAll = isTaken.every((taken) => taken === 1);
  const shared = engine.threads > 1;
  if (inOrder && asTheyAre && takesAll && stride === length)
    return (from, to) => data.subarray(start + from * stride, start + to * stride);
  let [room, other]: [PortArray?, PortArray?] = [];
  return (from, to) => {
    const size = (to - from) * length;
    [room, other] = [other, room];
    if (!room || room.length < size) room = newPortArray(format, to - from, shared);
    const packed = room.subarray(0, size);
    let refused = 0;
    for (let frame = from; frame < to; frame++) {
      const base = start + frame * stride;
      const out = (frame - from) * length;
      for (let i = 0; i < length; i++) {
        const entry = channels[i]! + data[base + places[i]!]!;
        refused |= 1 - isTaken[entry]!;
        packed[out + i] = values[entry]!;
      }
    }
    return refused === 0 ? packed : undefined;
  };
}

/** For each element in the hardware's layout, its place in a stored frame. */
function placesOf({ reorder, frameShape }: StoredFrames, { source, perm }: InputPort): Int32Array {
  const size = source.shape.reduce((product, n) => product * n, 1);
  const counted = Float32Array.from({ length: size }, (_, i) => i);
  const inModel = new Float32Array(size);
  copyFrame(counted, 0, inModel, reorder, frameShape);
  return Int32Array.from(qnn.permuteData(inModel, source.shape, perm));
}

interface ByteValues {
  /** What a byte becomes, 256 entries a channel that is normalised in its own way. */
  readonly values: Float32Array;
  /** 1 for values that the input's type holds. */
  readonly isTaken: Uint8Array;
  /** For each element in the hardware's layout, where the entries of its channel begin. */
  readonly channels: Int32Array;
}

function byteValues(
  scaling: Normalization | undefined,
  { name, source, perm }: InputPort,
  type: TensorType,
): ByteValues {
  const { shape } = source;
  const axis = channelAxis(shape);
  const own = Math.max(scaling?.mean?.length ?? 1, scaling?.std?.length ?? 1);
  const inner = axis === undefined ? 1 : shape.slice(axis + 1).reduce((product, n) => product * n, 1);
  const size = shape.reduce((product, n) => product * n, 1);
  const channelOf = Float32Array.from({ length: size }, (_, i) => Math.floor(i / inner) % own);
  const values = new Float32Array(256 * own);
  for (let channel = 0; channel < own; channel++) {
    const bytes = values.subarray(256 * channel, 256 * (channel + 1));
    for (let byte = 0; byte < 256; byte++) bytes[byte] = byte;
    if (scaling) normalize(bytes, ofChannel(scaling, channel));
  }
  const one = { name, source: tensorType(float32, [1]) };
  const held = tensorType(type.elem, [1]);
  return {
    values,
    isTaken: Uint8Array.from(values, (number) =>
      checkFeed(one, held, tensor(float32, [1], [number])).length === 0 ? 1 : 0,
    ),
    channels: Int32Array.from(qnn.permuteData(channelOf, shape, perm), (channel) => 256 * channel),
  };
}

/** What is done to the values of one channel. */
function ofChannel({ mean, std, ...scale }: Normalization, channel: number): Normalization {
  const pick = (values: readonly number[]): readonly number[] => [values[values.length === 1 ? 0 : channel]!];
  return { ...scale, ...(mean ? { mean: pick(mean) } : {}), ...(std ? { std: pick(std) } : {}) };
}
