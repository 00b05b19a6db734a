import { crc32 } from '@finnc/ir';
import { gzipSync } from 'fflate';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { gunzip } from './gzip.ts';

it('unpacks what was packed, and passes other bytes through', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(gunzip(gzipSync(bytes)).value).toEqual(bytes);
    }),
  );
  const plain = Uint8Array.of(1, 2, 3);
  expect(gunzip(plain).value).toBe(plain);
});

it('the checksum is the one of the standard', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
});

it('gives no wrong content for any changed byte, and notices every cut', () => {
  const content = Uint8Array.from({ length: 100 }, (_, i) => (i * i) & 255);
  const whole = gzipSync(content);
  for (let at = 10; at < whole.length; at++) {
    const damaged = whole.slice();
    damaged[at]! ^= 0x55;
    const { value, problem } = gunzip(damaged, 'x.gz');
    // A few bits are padding.
    if (value) expect(value).toEqual(content);
    else expect(problem).toMatchObject({ severity: 'error', at: { file: 'x.gz' } });
    expect(gunzip(whole.slice(0, at)).problem).toBeDefined();
  }
});

it('takes no memory on the word of a small file', () => {
  const file = gzipSync(new Uint8Array(10));
  const trailer = new DataView(file.buffer, file.byteOffset + file.length - 4);
  trailer.setUint32(0, 0xffffffff, true);
  expect(gunzip(file).problem?.code).toBe('FINNC5218');
  trailer.setUint32(0, 0x7fffffff, true);
  expect(gunzip(file).problem?.message).toMatch(/claims to unpack/);
});
