import { describe, expect, it } from 'vitest';
import { compileAndRun, hasGcc, strictFlags, vendorTypes } from './gcc.ts';

const passed: unknown = { code: 0, stdout: expect.stringMatching(/^\d+ checks, 0 failed\n$/) as unknown, stderr: '' };
const minutes = 60_000;

// The vendor's headers warn by the thousand and need to be told about wide words.
const host = vendorTypes === undefined ? [...strictFlags, '-O2'] : ['-std=c++14', '-O1', '-w', '-DAP_INT_MAX_W=8192'];
// What synthesis sees, with variables that start dirty and every access watched.
const watched = [
  '-fsanitize=address,undefined',
  '-fno-sanitize-recover=all',
  '-DFINNC_PLAIN',
  '-DAP_SHIM_DIRTY',
  '-O0',
];

describe.skipIf(!hasGcc)('the HLS library under g++', { timeout: 5 * minutes }, () => {
  it.each([
    ['matrix-vector units compute exact sums at every folding', 'mvau.cpp'],
    ['depthwise units compute exact sums at every folding', 'vvau.cpp'],
    ['sliding windows, padding and max-pools equal loops over coordinates', 'windows.cpp'],
    ['stream layers keep every element and its order', 'streams.cpp'],
    ['a small network of all of them equals its definition', 'small_tb.cpp'],
  ])('%s', async (_name, program) => {
    expect(await compileAndRun(program, host)).toEqual(passed);
  });

  it('testbenches read and print beats as they are, and name the first that differs', async () => {
    const { code, stdout, stderr } = await compileAndRun('testbench.cpp', host);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/, 0 failed\n$/) as unknown });
    expect(stderr).toBe('port: beat 2 is 0, expected 1\nport: 3 beats, 2 expected\n');
  });

  describe.skipIf(vendorTypes !== undefined)('with the shim', () => {
    it('ap_int equals __int128 and arrays of bits', async () => {
      expect(await compileAndRun('ap_int.cpp', host)).toEqual(passed);
    });

    it.each(['ap_int.cpp', 'mvau.cpp', 'vvau.cpp', 'windows.cpp', 'streams.cpp'])(
      '%s passes in the form that is synthesised, under sanitizers, with nothing set by chance',
      async (program) => {
        expect(await compileAndRun(program, [...strictFlags, ...watched])).toEqual(passed);
      },
    );

    it('a network compiles without a warning under plain -Wall -Wextra', async () => {
      expect(await compileAndRun('small_tb.cpp', ['-std=c++14', '-O2', '-Wall', '-Wextra'])).toEqual(passed);
    });
  });
});

describe.skipIf(!hasGcc || vendorTypes !== undefined)('the shim stops what would fail in hardware', () => {
  const main = (body: string): { text: string } => ({
    text: `#include <ap_int.h>\n#include <hls_stream.h>\nint main() {\n  ${body}\n}\n`,
  });
  const attempt = (body: string): ReturnType<typeof compileAndRun> => compileAndRun(main(body), strictFlags);

  it('a read of an empty stream ends the program with exit 97 and the name of the stream', async () => {
    const { code, stderr } = await attempt('hls::stream<ap_uint<4> > s("starved"); return s.read().to_int();');
    expect({ code, stderr }).toEqual({ code: 97, stderr: "hls_stream shim: read from empty stream 'starved'\n" });
  });

  it('data left in a stream is reported', async () => {
    const { code, stderr } = await attempt('hls::stream<ap_uint<4>, 8> s("full"); s.write(1); s.write(2); return 0;');
    expect({ code, stderr }).toEqual({ code: 0, stderr: "hls_stream shim: 'full' still holds 2 item(s)\n" });
  });

  it('a slice beyond the width ends the program with exit 98', async () => {
    const { code, stderr } = await attempt('ap_uint<8> x = 1; volatile int hi = 8; return x.range(hi, 3).to_int();');
    expect({ code, stderr }).toEqual({ code: 98, stderr: 'ap_int shim: bits (8, 3) of a 8-bit number\n' });
  });

  it('a string with a digit outside its radix ends the program with exit 98', async () => {
    const { code, stderr } = await attempt('return ap_uint<8>("0x1g", 16).to_int();');
    expect({ code, stderr }).toEqual({ code: 98, stderr: "ap_int shim: 'g' is not a digit in radix 16\n" });
  });

  it.each(['ap_uint<64> x = 1; return (x + x).to_int();', 'ap_uint<80> x = 1; x += 1; return 0;'])(
    'arithmetic wider than 64 bits does not compile: %s',
    async (body) => {
      const { code, stderr } = await attempt(body);
      expect(code).toBe(1);
      expect(stderr).toContain('ap_int shim: arithmetic wider than 64 bits');
    },
  );
});
