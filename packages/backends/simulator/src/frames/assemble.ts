import type { PortFormat } from '../port-array.ts';
import { placeAll } from './arena.ts';
import { Emitter, wholeOf, type FrameOp, type Read } from './instruction.ts';
import { identityMap, mapOp } from './map.ts';
import { fillsOf } from './move.ts';
import type { FrameProgram, Kind } from './program.ts';
import { fitsBytes, layoutOf, sizesOf, type FrameBuffer, type FrameValue } from './value.ts';

interface Input {
  readonly buffer: FrameBuffer;
  readonly format: PortFormat;
}
interface Output {
  readonly value: FrameValue;
  readonly length: number;
}

/** Borders of no more than this are written once, and their values keep their place for good. */
const KEPT_BYTES = 1 << 18;

/** Instructions in order, with the storage of every value decided, and conversions where readers want others. */
export function assemble(ops: readonly FrameOp[], inputs: readonly Input[], outputs: readonly Output[]): FrameProgram {
  decideKinds(ops, outputs);
  const [all, results] = converted(ops, inputs.length, outputs);
  results.forEach((buffer, i) => {
    buffer.space = 1 + inputs.length + i;
  });
  const kept = keptBuffers(all);
  const arenaBytes = place(all, kept);

  const out = new Emitter();
  for (const buffer of kept) emitFills(out, buffer);
  const start = out.code.length;
  const filled = new Set<FrameBuffer>(kept);
  for (const { writes, emit } of all) {
    if (!filled.has(writes)) emitFills(out, writes);
    filled.add(writes);
    emit(out);
  }
  return {
    code: Int32Array.from(out.code),
    start,
    data: out.data.finish(),
    arenaBytes,
    inputs: inputs.map(({ format }) => format),
    outputs: outputs.map(({ length }) => ({ array: 'int32', length })),
  };
}

/** A buffer is of the kind that all readers want, else of the one that the others are made of. */
function decideKinds(ops: readonly FrameOp[], outputs: readonly Output[]): void {
  const wanted = new Map<FrameBuffer, Set<Kind>>();
  const want = (buffer: FrameBuffer, kind: Kind | undefined): void => {
    const kinds = wanted.get(buffer) ?? new Set();
    wanted.set(buffer, kinds);
    if (kind) kinds.add(kind);
  };
  for (const { value } of outputs) want(value.buffer, 'words');
  // Backwards, so that what is read as it is written knows how.
  for (const { reads, writes } of [...ops].reverse()) {
    writes.kind ??= kindOf(writes, wanted.get(writes) ?? new Set());
    for (const { value, kinds, asWritten } of reads) want(value.buffer, asWritten ? writes.kind : kinds[0]);
  }
}

function kindOf({ elem, writable }: FrameBuffer, wanted: ReadonlySet<Kind>): Kind {
  const possible = (['bytes', 'words', 'bits'] as const).filter(
    (kind) => (kind === 'words' || fitsBytes(elem)) && (!writable || writable.includes(kind)),
  );
  const [only] = wanted;
  if (wanted.size === 1 && only && possible.some((kind) => kind === only)) return only;
  if (possible.includes('bits') && wanted.has('bits') && !wanted.has('bytes')) return 'bits';
  const [first] = possible;
  if (!first) throw new Error('a buffer that no instruction can write');
  return first;
}

interface Placed {
  readonly reads: readonly FrameBuffer[];
  readonly writes: FrameBuffer;
  emit(out: Emitter): void;
}

/** The instructions with those between them that change how a value is stored, and the buffers of the outputs. */
function converted(
  ops: readonly FrameOp[],
  inputs: number,
  outputs: readonly Output[],
): readonly [readonly Placed[], readonly FrameBuffer[]] {
  const placed: Placed[] = [];
  const copies = new Map<FrameBuffer, Map<Kind, FrameBuffer>>();
  const isInput = ({ space }: FrameBuffer): boolean => space > 0 && space <= inputs;
  const put = ({ reads, writes, emit }: FrameOp, values: readonly FrameValue[]): void => {
    placed.push({
      reads: reads.map((_, i) => values[i]!.buffer),
      writes,
      emit: (out) => {
        emit(out, values);
      },
    });
  };
  const inKind = (buffer: FrameBuffer, kind: Kind): FrameBuffer => {
    const known = copies.get(buffer) ?? new Map<Kind, FrameBuffer>();
    copies.set(buffer, known);
    let copy = known.get(kind);
    if (!copy) {
      // Its border is copied with it.
      const { holes: _holes, ...rest } = buffer;
      copy = { ...rest, kind, space: 0, isWhole: true };
      const whole = { buffer, bordered: true };
      put(mapOp(whole, identityMap, { buffer: copy, bordered: true }), [whole]);
      known.set(kind, copy);
    }
    return copy;
  };
  const resolve = ({ value, kinds, asWritten }: Read, writes: FrameBuffer): FrameValue => {
    const { buffer } = value;
    const possible = asWritten && writes.kind ? [writes.kind] : kinds;
    const kind = possible.includes(buffer.kind!) ? buffer.kind! : possible[0];
    if (!kind || (kind === buffer.kind && !isInput(buffer))) return value;
    return { ...value, buffer: inKind(buffer, kind) };
  };
  for (const op of ops)
    put(
      op,
      op.reads.map((read) => resolve(read, op.writes)),
    );
  const used = new Set<FrameBuffer>();
  const results = outputs.map(({ value }) => {
    const { buffer } = value;
    const own = buffer.kind === 'words' && !buffer.border && !isInput(buffer) && !used.has(buffer);
    if (own) {
      used.add(buffer);
      return buffer;
    }
    const { images, height, width, length: channels } = sizesOf(value);
    const result: FrameBuffer = {
      elem: buffer.elem,
      images,
      height,
      width,
      channels,
      kind: 'words',
      space: 0,
      offset: 0,
    };
    put(mapOp(value, identityMap, wholeOf(result)), [value]);
    return result;
  });
  return [placed, results];
}

/** Buffers with a border or holes, if they are so small that none of them need be written for each frame. */
function keptBuffers(placed: readonly Placed[]): ReadonlySet<FrameBuffer> {
  const buffers = new Set(placed.map(({ writes }) => writes).filter(hasFills));
  const bytes = Array.from(buffers).reduce((sum, buffer) => sum + bytesOf(buffer), 0);
  return bytes <= KEPT_BYTES ? buffers : new Set();
}

const hasFills = ({ border, holes, isWhole, space }: FrameBuffer): boolean =>
  space === 0 && !isWhole && (border !== undefined || holes !== undefined);

const bytesOf = (buffer: FrameBuffer): number => {
  const { planes, plane } = layoutOf(buffer);
  return planes * plane;
};

function emitFills(out: Emitter, buffer: FrameBuffer): void {
  if (!buffer.border && !buffer.holes) return;
  if (buffer.isWhole) return;
  const fills = fillsOf(buffer);
  if (fills.length > 0) out.put('fill', fills.length / 3, buffer.space, buffer.offset, out.data.add(fills));
}

/** Gives buffers of the arena their offsets. @returns bytes of the arena */
function place(placed: readonly Placed[], kept: ReadonlySet<FrameBuffer>): number {
  const lives = new Map<FrameBuffer, { from: number; to: number }>();
  placed.forEach(({ reads, writes }, i) => {
    for (const buffer of [writes, ...reads]) {
      if (buffer.space !== 0) continue;
      const life = lives.get(buffer);
      if (life) life.to = i;
      else lives.set(buffer, kept.has(buffer) ? { from: 0, to: placed.length } : { from: i, to: i });
    }
  });
  for (const buffer of kept) Object.assign(lives.get(buffer)!, { to: placed.length });
  const buffers = Array.from(lives.keys());
  const { offsets, bytes } = placeAll(buffers.map((buffer) => ({ ...lives.get(buffer)!, bytes: bytesOf(buffer) })));
  buffers.forEach((buffer, i) => {
    buffer.offset = offsets[i]!;
  });
  return bytes;
}
