import type { EngineRecipe, PortArray } from '../engine.ts';
import type { PortFormat } from '../port-array.ts';

/** What a worker is told when it starts. */
export interface WorkerSetup {
  readonly recipe: EngineRecipe;
  /** By family; their arrays lie in shared memory. */
  readonly programs: Readonly<Record<string, object>>;
  readonly inputs: readonly PortFormat[];
  readonly outputs: readonly PortFormat[];
}

/** Frames of one batch, which all workers that get the task divide among them; without `frames` they only get ready. */
export interface WorkerTask {
  readonly family: string;
  readonly frames?: SharedFrames;
}
export interface SharedFrames {
  readonly inputs: readonly PortArray[];
  readonly outputs: readonly PortArray[];
  readonly to: number;
  /** Frames a worker takes at a time. */
  readonly block: number;
  /** See `control`. */
  readonly control: Int32Array;
}

/** Places in the shared control block: the next frame that nobody has taken, frames done, and whether to stop. */
export const control = { next: 0, done: 1, stop: 2, places: 3 } as const;

/** The object with all of its typed arrays copied to shared memory: workers get them without another copy. */
export function inSharedMemory<T>(value: T): T {
  if (ArrayBuffer.isView(value)) return sharedCopy(value as unknown as PortArray) as T;
  if (Array.isArray(value)) return value.map(inSharedMemory) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, inSharedMemory<unknown>(part)])) as T;
}

function sharedCopy(array: PortArray): PortArray {
  if (array.buffer instanceof SharedArrayBuffer) return array;
  const copy = new (array.constructor as new (buffer: SharedArrayBuffer) => PortArray)(
    new SharedArrayBuffer(array.byteLength),
  );
  copy.set(array);
  return copy;
}
