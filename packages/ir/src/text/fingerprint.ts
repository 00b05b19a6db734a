import { showType, type Tensor, type TensorData } from '../tensor/index.ts';

/**
 * Sixteen hex digits that tell constants apart: FNV-1a, 64 bits, over the UTF-8 bytes of the type as `.fnir` writes it
 * and then each value as a little-endian float64 (NaN as 0x7ff8…0).
 *
 * It names data, it does not protect it: FNV is no cryptographic hash.
 *
 * @see http://www.isthe.com/chongo/tech/comp/fnv/ and RFC 9923
 */
export function fingerprint({ type, data }: Tensor): string {
  // A constant is printed after every pass, so the costly part is kept as long as its data lives.
  const key = showType(type);
  const seen = cache.get(data);
  if (seen?.key === key) return seen.hash;
  const hash = fnv(key, data);
  cache.set(data, { key, hash });
  return hash;
}

const cache = new WeakMap<TensorData, { readonly key: string; readonly hash: string }>();

function fnv(head: string, data: TensorData): string {
  // The state is four 16-bit limbs, low first: the prime is 2^40 + 0x1b3, so a step is two small products and a shift.
  let [a, b, c, d] = [0x2325, 0x8422, 0x9ce4, 0xcbf2];
  const step = (byte: number): void => {
    a ^= byte;
    const low = a * 0x1b3;
    const second = b * 0x1b3 + (low >>> 16);
    const third = c * 0x1b3 + (second >>> 16) + ((a << 8) & 0xffff);
    const fourth = d * 0x1b3 + (third >>> 16) + ((b << 8) | (a >>> 8));
    a = low & 0xffff;
    b = second & 0xffff;
    c = third & 0xffff;
    d = fourth & 0xffff;
  };
  for (let i = 0; i < head.length; i++) step(head.charCodeAt(i));
  const view = new DataView(new ArrayBuffer(8));
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    view.setFloat64(0, Number.isNaN(value) ? NaN : value, true);
    for (let byte = 0; byte < 8; byte++) step(view.getUint8(byte));
  }
  return [d, c, b, a].map((limb) => limb.toString(16).padStart(4, '0')).join('');
}
