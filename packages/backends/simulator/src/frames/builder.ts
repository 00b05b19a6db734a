import type { ScalarType, Tensor, TensorType } from '@finnc/ir';
import { fitsInt32 } from '../encoding.ts';
import type { RequantiseParameters } from '../kernels/requantise.ts';
import type { PortFormat } from '../port-array.ts';
import { assemble } from './assemble.ts';
import { depthwiseOp, sumSpec, type FrameDepthwise } from './depthwise.ts';
import type { FrameOp } from './instruction.ts';
import { wholeOf } from './instruction.ts';
import { channelwiseMap, identityMap, mapOp, requantiseMap, thresholdMap, type ElementMap } from './map.ts';
import { addOp, gatherOp, maxOp, topOp } from './move.ts';
import { NotFrames } from './not-frames.ts';
import { productOp, type FrameProduct } from './product.ts';
import type { FrameProgram, Kind } from './program.ts';
import { codingOf, fitsBytes, sizesOf, type FrameBuffer, type FrameValue, type FrameWindow } from './value.ts';

/**
 * Writes frame programs: layers say what is computed, and `finish` decides how values are stored and where.
 *
 * Methods throw `NotFrames` with the reason where 32-bit integers would not be exact.
 */
export class FrameBuilder {
  readonly #ops: FrameOp[] = [];
  readonly #inputs: { readonly buffer: FrameBuffer; readonly format: PortFormat }[] = [];
  readonly #outputs: { readonly value: FrameValue; readonly length: number }[] = [];

  input(type: TensorType, format: PortFormat): FrameValue {
    const kinds: Partial<Record<PortFormat['array'], Kind>> = {
      uint8: 'bytes',
      int8: 'signedBytes',
      int32: 'words',
      float32: 'floats',
    };
    const kind = kinds[format.array];
    if (!kind) throw new NotFrames(`inputs of ${format.array}`);
    const buffer = { ...shapeOf(type.shape), elem: type.elem, kind, space: this.#inputs.length + 1, offset: 0 };
    this.#inputs.push({ buffer, format });
    return wholeOf(buffer);
  }

  output(value: FrameValue): void {
    const plain = this.#laidOut(value);
    const { images, height, width, length } = sizesOf(plain);
    this.#outputs.push({ value: plain, length: images * height * width * length });
  }

  /** `act(offsets + weights · x)` for each vector. */
  product(x: FrameValue, spec: FrameProduct): FrameValue {
    return this.#write(x, spec.outType, spec.weights.type.shape[0] ?? 1, (y) => productOp(this.#integers(x), spec, y));
  }

  /** Each channel's window times that channel's filters. */
  depthwise(x: FrameValue, spec: FrameDepthwise): FrameValue {
    const columns = spec.weights.type.shape[1] ?? 1;
    return this.#write(x, spec.outType, columns, (y) => depthwiseOp(this.#integers(x), spec, y));
  }

  /** The sum of the `taps` vectors of each window, channel by channel. */
  sums(x: FrameValue, taps: number, outType: ScalarType): FrameValue {
    const channels = sizesOf(x).length / taps;
    return this.depthwise(x, sumSpec(taps, channels, outType));
  }

  /** The greatest of the `taps` vectors of each window, channel by channel. */
  greatest(x: FrameValue, taps: number): FrameValue {
    const channels = sizesOf(x).length / taps;
    return this.#write(
      x,
      x.buffer.elem,
      channels,
      (y) => maxOp(this.#integers(x), y),
      fitsBytes(x.buffer.elem)
        ? x.buffer.elem.kind === 'bipolar' && x.buffer.channels === channels
          ? ['bits', 'bytes']
          : ['bytes']
        : ['words'],
    );
  }

  thresholds(x: FrameValue, thresholds: Tensor, outType: ScalarType, outBias: number): FrameValue {
    return this.map(x, outType, thresholdMap(x.buffer.elem, thresholds, outType, outBias));
  }

  requantise(x: FrameValue, parameters: RequantiseParameters): FrameValue {
    return this.map(x, parameters.outType, requantiseMap(parameters));
  }

  channelwise(x: FrameValue, factors: ArrayLike<number>, offsets: ArrayLike<number>, outType: ScalarType): FrameValue {
    return this.map(x, outType, channelwiseMap(x.buffer.elem, factors, offsets));
  }

  /** A function of each element. */
  map(x: FrameValue, outType: ScalarType, map: ElementMap): FrameValue {
    const plain = this.#laidOut(x);
    return this.#write(plain, outType, sizesOf(plain).length, (y) => mapOp(plain, map, wholeOf(y)));
  }

  add(a: FrameValue, b: FrameValue, factors: readonly [number, number], outType: ScalarType): FrameValue {
    const [left, right] = [this.#laidOut(this.#integers(a)), this.#laidOut(this.#integers(b))];
    return this.#write(left, outType, sizesOf(left).length, (y) => addOp(left, right, factors, y));
  }

  /** Indices of the k greatest of each vector, of equal ones the first. */
  top(x: FrameValue, k: number, outType: ScalarType): FrameValue {
    const plain = this.#laidOut(this.#integers(x));
    return this.#write(plain, outType, k, (y) => topOp(plain, k, y), [
      fitsBytes(outType) && codingOf(outType, 'bytes').offset === 0 ? 'bytes' : 'words',
      'words',
    ]);
  }

  /** Windows of an image, which products and pools read where they lie. */
  windows(x: FrameValue, window: FrameWindow): FrameValue {
    return { ...this.#laidOut(this.#integers(x)), window };
  }

  /** A border of one value: its writer leaves room for it where it can. */
  pad(x: FrameValue, pads: readonly number[], value: number, outType: ScalarType): FrameValue {
    const [top = 0, left = 0, bottom = 0, right = 0] = pads;
    let plain = this.#laidOut(this.#integers(x));
    const isSame = plain.buffer.elem === outType;
    if (!isSame || plain.bordered || plain.buffer.border || plain.buffer.space !== 0)
      plain = this.map(plain, outType, identityMap);
    plain.buffer.border = { top, left, bottom, right, value };
    return { buffer: plain.buffer, bordered: true };
  }

  /** Elements of operands in another order; those that are of no operand are `value`. */
  gather(
    parts: readonly { readonly x: FrameValue; readonly from: Int32Array }[],
    shape: readonly number[],
    outType: ScalarType,
    value = 0,
  ): FrameValue {
    const buffer = this.#newBuffer(outType, shapeOf(shape), [fitsBytes(outType) ? 'bytes' : 'words']);
    const size = parts[0]?.from.length ?? 0;
    const elements = Int32Array.from({ length: size }, (_, i) => i).filter((i) =>
      parts.every(({ from }) => from[i]! < 0),
    );
    if (elements.length > 0) buffer.holes = { elements, value };
    for (const { x, from } of parts) {
      const own = x.buffer.elem === outType ? this.#integers(x) : this.map(x, outType, identityMap);
      this.#ops.push(gatherOp(own, from, buffer));
    }
    return wholeOf(buffer);
  }

  finish(): FrameProgram {
    return assemble(this.#ops, this.#inputs, this.#outputs);
  }

  /** Only thresholds read floats. */
  #integers(x: FrameValue): FrameValue {
    if (x.buffer.kind === 'floats') throw new NotFrames('it computes with float32');
    return x;
  }

  /** The value with its windows laid out. */
  #laidOut(x: FrameValue): FrameValue {
    if (!x.window) return x;
    const { images, height, width, length } = sizesOf(x);
    const from = Int32Array.from({ length: images * height * width * length }, (_, i) => i);
    return this.gather([{ x, from }], [images, height, width, length], x.buffer.elem);
  }

  /** A result of as many vectors as an operand has. */
  #write(
    x: FrameValue,
    outType: ScalarType,
    channels: number,
    op: (y: FrameBuffer) => FrameOp,
    writable?: readonly Kind[],
  ): FrameValue {
    const { images, height, width } = sizesOf(x);
    const buffer = this.#newBuffer(outType, { images, height, width, channels }, writable);
    this.#ops.push(op(buffer));
    return wholeOf(buffer);
  }

  #newBuffer(
    elem: ScalarType,
    shape: Pick<FrameBuffer, 'images' | 'height' | 'width' | 'channels'>,
    writable?: readonly Kind[],
  ): FrameBuffer {
    if (!fitsInt32(elem)) throw new NotFrames(`its results of ${elem.name} exceed 32 bits`);
    return { ...shape, elem, kind: undefined, space: 0, offset: 0, ...(writable ? { writable } : {}) };
  }
}

/** Images of vectors; anything but `[N, H, W, C]` is one row of vectors. */
function shapeOf(shape: readonly number[]): Pick<FrameBuffer, 'images' | 'height' | 'width' | 'channels'> {
  const channels = shape.at(-1) ?? 1;
  const [images = 1, height = 1, width = 1] = shape;
  if (shape.length === 4) return { images, height, width, channels };
  return { images: 1, height: 1, width: shape.slice(0, -1).reduce((product, size) => product * size, 1), channels };
}
