import type { Lower, Lowering } from './lower.ts';

/** Elements a step of the kernels. */
const ELEMENTS = 16;
const MAPPED = 4;

interface Packed {
  readonly input: number;
  readonly kind: number;
  readonly vectors: number;
  readonly length: number;
  readonly dst: number;
  readonly stride: number;
  readonly bits: number;
}

function fieldsOf({ image }: Lowering, { input, dst, stride, ...rest }: Packed) {
  const { address, frameBytes } = image.inputs[input]!;
  return { ...rest, input: address, frameBytes, dst: image.plane(dst), stride: stride * 16 };
}

const pack: Lower = (lowering, args) => {
  const [input, kind, vectors, length, dst, stride, bits, steps, rows, ptr] = args as Args<10>;
  const packed = { input, kind, vectors, length, dst, stride, bits };
  const { image, data } = lowering;
  if (steps === 0) {
    clear(lowering, packed);
    return;
  }
  const thresholds = data.subarray(ptr, ptr + rows * steps);
  const chunks = rows === 1 ? 1 : Math.ceil(length / ELEMENTS);
  const rowOf = (chunk: number, lane: number): number => Math.min(chunk * ELEMENTS + lane, rows - 1);
  if (kind <= 1 && bits <= 8 && steps <= 255) {
    // A vector of how many thresholds a byte can reach, then a vector for each.
    const lanes = new Uint8Array(chunks * (steps + 1) * ELEMENTS);
    for (let chunk = 0; chunk < chunks; chunk++) {
      for (let lane = 0; lane < ELEMENTS; lane++) {
        const row = rowOf(chunk, lane) * steps;
        const at = chunk * (steps + 1) * ELEMENTS + lane;
        for (let k = 0; k < steps; k++) {
          const threshold = thresholds[row + k]! + 128 * kind;
          if (threshold <= 255) lanes[at]!++;
          lanes[at + (k + 1) * ELEMENTS] = Math.max(0, Math.min(threshold, 255));
        }
      }
    }
    lowering.emit('packBytes', {
      ...fieldsOf(lowering, packed),
      signed: kind,
      steps,
      thresholds: image.words(new Int32Array(lanes.buffer)),
      thresholdStride: rows === 1 ? 0 : (steps + 1) * ELEMENTS,
    });
    return;
  }
  const lanes = new Int32Array(chunks * steps * ELEMENTS);
  for (let i = 0; i < lanes.length; i++) {
    const [chunk, k] = [Math.floor(i / (steps * ELEMENTS)), Math.floor(i / ELEMENTS) % steps];
    lanes[i] = thresholds[rowOf(chunk, i % ELEMENTS) * steps + k]!;
  }
  lowering.emit('packWords', {
    ...fieldsOf(lowering, packed),
    elementBytes: kind <= 1 ? 1 : 4,
    steps,
    thresholds: image.words(lanes),
    thresholdStride: rows === 1 ? 0 : steps * ELEMENTS * 4,
    bias: 0,
    map: 0,
  });
};

/** Without thresholds all codes are 0. */
function clear({ image, emit }: Lowering, { vectors, length, dst, stride, bits }: Packed): void {
  const run = length * bits;
  const planes = Int32Array.from({ length: vectors * run }, (_, i) => dst + Math.floor(i / run) * stride + (i % run));
  const zeros = new Int32Array(planes.length);
  emit('copy', { count: planes.length, run: 1, src: image.planes(zeros), dst: image.planes(planes), flip: 0 });
}

const codes: Lower = (lowering, args) => {
  const [input, kind, vectors, length, dst, stride, bits, bias, map] = args as Args<9>;
  const fields = fieldsOf(lowering, { input, kind, vectors, length, dst, stride, bits });
  const { image, data, emit } = lowering;
  if (kind <= 1 && bits <= 8 && map < 0) {
    const lanes = new Uint8Array(ELEMENTS).fill(bias + 128 * kind);
    const thresholds = image.words(new Int32Array(lanes.buffer));
    emit('packBytes', { ...fields, signed: kind, steps: 0, thresholds, thresholdStride: 0 });
    return;
  }
  emit('packWords', {
    ...fields,
    kind: map < 0 ? kind : MAPPED,
    elementBytes: kind <= 1 ? 1 : 4,
    steps: 0,
    thresholds: 0,
    thresholdStride: 0,
    bias,
    map: map < 0 ? 0 : image.words(data.subarray(map, map + 256)),
  });
};

export const lowerPack = { pack, codes };

/** Arguments of an instruction. */
export type Args<N extends number, T extends readonly number[] = readonly []> = T['length'] extends N
  ? T
  : Args<N, readonly [...T, number]>;
