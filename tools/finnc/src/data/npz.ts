import { zipSync } from 'fflate';
import type { NumericArray } from './array.ts';
import type { Loaded } from './loaded.ts';
import { readNpy, writeNpy } from './npy.ts';
import { unzip } from './zip.ts';

/** A `.npz` opened: its array names, in file order, and a reader, so that one odd array does not spoil the others. */
export interface Npz {
  readonly names: readonly string[];
  /** Decode one array; undefined if there is none of that name. */
  read(name: string): Loaded<NumericArray> | undefined;
}

/** Open a `.npz` as numpy writes it: stored or deflated members `name.npy`. Members that are not `.npy` are left out. */
export function openNpz(bytes: Uint8Array, at?: string): Loaded<Npz> {
  const members = unzip(bytes, '.npz', at);
  if (members.problem) return members;
  const arrays = new Map(
    [...members.value].flatMap(([name, content]) =>
      name.endsWith('.npy') ? [[name.slice(0, -4), content] as const] : [],
    ),
  );
  return {
    value: {
      names: [...arrays.keys()],
      read(name) {
        const content = arrays.get(name);
        return content && readNpy(content, at === undefined ? name : `${at}:${name}`);
      },
    },
  };
}

/** Read every array of a `.npz`. */
export function readNpz(bytes: Uint8Array, at?: string): Loaded<ReadonlyMap<string, NumericArray>> {
  const opened = openNpz(bytes, at);
  if (opened.problem) return opened;
  const arrays = new Map<string, NumericArray>();
  for (const name of opened.value.names) {
    const array = opened.value.read(name);
    if (array?.problem) return array;
    if (array) arrays.set(name, array.value);
  }
  return { value: arrays };
}

// Zip stores local time; noon keeps the date in every time zone, and the stamp the same in every build.
const modified = new Date(1980, 0, 1, 12);

/** Write arrays as a `.npz`, deflated unless `level` is 0; equal arrays give equal bytes. */
export function writeNpz(
  arrays: ReadonlyMap<string, NumericArray>,
  { level = 6 }: { level?: 0 | 6 | 9 } = {},
): Uint8Array {
  const members = Object.fromEntries([...arrays].map(([name, array]) => [`${name}.npy`, writeNpy(array)]));
  return zipSync(members, { level, mtime: modified });
}
