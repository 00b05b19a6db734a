/** Planes of one value: vectors of `length` elements of `bits` planes, each vector followed by an element that is 0. */
export interface Storage {
  readonly start: number;
  readonly end: number;
  readonly vectors: number;
  readonly length: number;
  readonly bits: number;
  /** Planes from one vector to the next. */
  readonly stride: number;
}

/** Hands out planes; the first two are constants. */
export class Arena {
  readonly #storages: Storage[] = [];
  #planes = 2;

  get planes(): number {
    return this.#planes;
  }

  reserve(vectors: number, length: number, bits: number): Storage {
    const stride = (length + 1) * bits;
    const start = this.#planes;
    const end = start + vectors * stride;
    const storage = { start, end, vectors, length, bits, stride };
    this.#planes = end;
    this.#storages.push(storage);
    return storage;
  }

  /** The storage a plane lies in; none for the constants. */
  storageOf(plane: number): Storage | undefined {
    let [low, high] = [0, this.#storages.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#storages[middle]!.start <= plane) low = middle + 1;
      else high = middle;
    }
    const found = this.#storages[low - 1];
    return found && plane < found.end ? found : undefined;
  }
}

/** First planes of the elements of a storage, row-major. */
export function planesOf({ start, vectors, length, bits, stride }: Storage): Int32Array {
  const at = new Int32Array(vectors * length);
  for (let v = 0, i = 0; v < vectors; v++) for (let c = 0; c < length; c++) at[i++] = start + v * stride + c * bits;
  return at;
}

/** First planes of the vectors of a storage. */
export const vectorsOfStorage = ({ start, vectors, stride }: Storage): Int32Array =>
  Int32Array.from({ length: vectors }, (_, v) => start + v * stride);

/** The element that is 0 behind the vector in which `plane` lies. */
export const zeroBehind = ({ start, stride, length, bits }: Storage, plane: number): number =>
  start + Math.floor((plane - start) / stride) * stride + length * bits;
