import type { ScalarType, Tensor } from '@finnc/ir';
import { encodeElement } from './element.ts';

/** One word from consecutive elements, element 0 in the low bits. */
export function packWord(type: ScalarType, values: ArrayLike<number>, from: number, count: number): bigint {
  let word = 0n;
  if (type.bits * count <= 30) {
    let small = 0;
    for (let i = count - 1; i >= 0; i--) small = (small << type.bits) | Number(encodeElement(type, values[from + i]!));
    return BigInt(small);
  }
  for (let i = count - 1; i >= 0; i--) word = (word << BigInt(type.bits)) | encodeElement(type, values[from + i]!);
  return word;
}

/** The beats of a tensor on a stream of `lanes` elements, as hexadecimal numbers. */
export function packBeats(tensor: Tensor, lanes: number): string[] {
  const beats: string[] = [];
  for (let from = 0; from < tensor.data.length; from += lanes) {
    beats.push(packWord(tensor.type.elem, tensor.data, from, lanes).toString(16));
  }
  return beats;
}
