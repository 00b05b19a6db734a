import { PLANE_BYTES, scratch, SLICE_FRAMES, SUM_BYTES } from '../src/wasm/layout.ts';
import type { Assembler, Code, Local, Operand } from './assembler.ts';
import { defineInstruction, wordAt } from './fields.ts';
import { TURN_BYTES } from './pack.ts';
import { planeAt } from './planes.ts';

/** Of one sum of a triple for all frames, lanes of 16 bits. */
const VECTORS = (2 * SLICE_FRAMES) / PLANE_BYTES;
/** Groups whose addresses fit the registers. */
const GROUPS = 9;

const addTables = (groups: number): string => `addTables${groups}`;
const tableSigns = (groups: number): string => `tableSigns${groups}`;
const upToNine = Array.from({ length: GROUPS }, (_, index) => index + 1);

/**
 * First layers of 8-bit images: a lane of 16 bits is a frame. The 8 signed sums of three inputs are computed once for all
 * rows and all pixels that read them, and a row is one of them added for each group.
 */
export function defineTable(module: Assembler): void {
  defineTurnInputs(module);
  defineMapInputs(module);
  defineSignedSums(module);
  defineTableBits(module);
  for (const groups of upToNine) {
    defineAddTables(module, groups);
    defineTableSigns(module, groups);
  }
  defineInstruction(module, 'table', (code, fields) => {
    const { i32 } = code;
    const { groups, rows } = fields;
    code.call('turnInputs', fields.input, fields.frameBytes, fields.elements, fields.turned, fields.byteMap);
    code.if(fields.map, () => code.call('mapInputs', fields.elements, fields.turned, fields.map));
    const groupBytes = i32.shl(groups, 2);
    const stepBytes = i32.shl(fields.steps, 2);
    const outBytes = i32.shl(fields.outBits, 4);
    const window = code.variable(fields.windows);
    const done = code.variable(0);
    code.times(fields.pixels, (q) => {
      const needed = wordAt(code, fields.needed, q);
      code.if(i32.gt_s(needed, done), () => {
        const triples = i32.add(fields.triples, i32.shl(done, 4));
        code.call('signedSums', i32.sub(needed, done), triples, fields.turned, fields.kind);
        code.set(done, needed);
      });
      const to = code.variable(wordAt(code, fields.dst, q));
      const patterns = code.variable(fields.patterns);
      const thresholds = code.variable(fields.thresholds);
      code.if(
        fields.isSign,
        () => {
          code.switch(
            i32.sub(groups, 1),
            upToNine.map((n) => () => code.call(tableSigns(n), window, patterns, thresholds, rows, to)),
          );
        },
        () => {
          code.times(rows, () => {
            for (let v = 0; v < VECTORS; v++) code.store(0, code.zeros(), scratch.sums + 16 * v);
            code.times(
              groups,
              (first) => {
                const left = i32.sub(groups, first);
                const number = code.select(i32.lt_s(left, GROUPS), left, GROUPS);
                const at = i32.shl(first, 2);
                code.switch(
                  i32.sub(number, 1),
                  upToNine.map((n) => () => code.call(addTables(n), i32.add(window, at), i32.add(patterns, at))),
                );
              },
              GROUPS,
            );
            code.call('tableBits', fields.steps, thresholds, to, fields.outBits);
            code.set(patterns, i32.add(patterns, groupBytes));
            code.set(thresholds, i32.add(thresholds, stepBytes));
            code.set(to, i32.add(to, outBytes));
          });
        },
      );
      code.set(window, i32.add(window, groupBytes));
    });
  });
}

/**
 * Inputs of a byte to 128 bytes an element, one a frame, and through a map of bytes with few steps: `map` is the address of
 * the number of steps, the image of 0, and for each step from where on it adds how much. 0 is no map.
 */
function defineTurnInputs(module: Assembler): void {
  const parameters = { input: 'i32', frameBytes: 'i32', elements: 'i32', turned: 'i32', map: 'i32' } as const;
  module.define('turnInputs', parameters, (code, { input, frameBytes, elements, turned, map }) => {
    const { i32, i8x16, v128 } = code;
    code.times(
      elements,
      (element) => {
        const at = code.variable(i32.add(input, element));
        const to = i32.add(turned, i32.mul(element, SLICE_FRAMES));
        code.times(
          SLICE_FRAMES,
          (frame) => {
            code.times(
              16 * PLANE_BYTES,
              (row) => {
                const x = code.load128(at);
                const y = code.variable(x);
                code.if(map, () => {
                  code.set(y, i8x16.add(x, code.load128(map, 4, 'load8_splat')));
                  const step = code.variable(map);
                  code.times(code.load32(map), () => {
                    const isReached = i8x16.ge_u(x, code.load128(step, 8, 'load8_splat'));
                    code.set(y, i8x16.add(y, v128.and(isReached, code.load128(step, 12, 'load8_splat'))));
                    code.set(step, i32.add(step, 8));
                  });
                });
                code.store(row, y, scratch.bytes);
                code.set(at, i32.add(at, frameBytes));
              },
              16,
            );
            code.call(TURN_BYTES);
            for (let i = 0; i < 16; i++)
              code.store(i32.add(to, frame), code.load128(0, scratch.bytes + 16 * i), SLICE_FRAMES * i);
          },
          16,
        );
      },
      16,
    );
    return undefined;
  });
}

/** Bytes of all elements to the 16 bits that a map of words has for them, in place: there are twice as many bytes an element. */
function defineMapInputs(module: Assembler): void {
  module.define('mapInputs', { elements: 'i32', turned: 'i32', map: 'i32' }, (code, { elements, turned, map }) => {
    const { i32 } = code;
    const last = i32.sub(i32.mul(elements, SLICE_FRAMES), 1);
    code.times(i32.mul(elements, SLICE_FRAMES), (i) => {
      const index = i32.sub(last, i);
      const byte = code.load32(i32.add(turned, index), 0, 'load8_u');
      code.store16(i32.add(turned, i32.shl(index, 1)), wordAt(code, map, byte));
    });
    return undefined;
  });
}

/** Of each triple, given by an address and by three offsets into `turned`: ±a ±b ±c, where bit i of the number of a sum is set for plus. Kind 2: 16 bits each. */
function defineSignedSums(module: Assembler): void {
  const parameters = { count: 'i32', triples: 'i32', turned: 'i32', kind: 'i32' } as const;
  module.define('signedSums', parameters, (code, { count, triples, turned, kind }) => {
    const { i32, i16x8 } = code;
    const at = code.variable(triples);
    const sumsOf = (how: 'load8x8_u' | 'load8x8_s' | 'load'): void => {
      const to = code.load32(at);
      const [a, b, c] = [4, 8, 12].map((offset) => i32.add(turned, code.load32(at, offset))) as [Local, Local, Local];
      for (let v = 0; v < VECTORS; v++) {
        const [x, y, z] = [a, b, c].map((from) => code.load128(from, (how === 'load' ? 16 : 8) * v, how)) as [
          Local,
          Local,
          Local,
        ];
        const [sum, difference] = [i16x8.add(x, y), i16x8.sub(x, y)];
        const plus = {
          7: i16x8.add(sum, z),
          3: i16x8.sub(sum, z),
          5: i16x8.add(difference, z),
          1: i16x8.sub(difference, z),
        };
        for (const [number, value] of Object.entries(plus)) {
          code.store(to, value, SUM_BYTES * Number(number) + 16 * v);
          code.store(to, i16x8.neg(value), SUM_BYTES * (7 - Number(number)) + 16 * v);
        }
      }
    };
    code.times(count, () => {
      code.switch(kind, [() => sumsOf('load8x8_u'), () => sumsOf('load8x8_s'), () => sumsOf('load')]);
      code.set(at, i32.add(at, 16));
    });
    return undefined;
  });
}

/** Where the sums of a few groups lie, for a pixel and a row. */
function addressesOf(code: Code, groups: number, window: Local, patterns: Local): readonly Local[] {
  const addresses: Local[] = [];
  for (let g = 0; g < groups; g++)
    addresses.push(code.i32.add(code.load32(window, 4 * g), code.load32(patterns, 4 * g)));
  return addresses;
}

/** Adds a few groups to the sums in `scratch.sums`. */
function defineAddTables(module: Assembler, groups: number): void {
  module.define(addTables(groups), { window: 'i32', patterns: 'i32' }, (code, { window, patterns }) => {
    const addresses = addressesOf(code, groups, window, patterns);
    for (let v = 0; v < VECTORS; v++) {
      let sum = code.load128(0, scratch.sums + 16 * v);
      for (const address of addresses) sum = code.i16x8.add(sum, code.load128(address, 16 * v));
      code.store(0, sum, scratch.sums + 16 * v);
    }
    return undefined;
  });
}

/**
 * All rows of a pixel with one threshold each. Sums have opposite signs here and begin with the threshold − 1, so that their
 * sign is the result: patterns are complements of those of `addTables`.
 */
function defineTableSigns(module: Assembler, groups: number): void {
  const parameters = { window: 'i32', patterns: 'i32', thresholds: 'i32', rows: 'i32', dst: 'i32' } as const;
  module.define(tableSigns(groups), parameters, (code, { window, patterns, thresholds, rows, dst }) => {
    const { i32, i16x8, i8x16 } = code;
    const pattern = code.variable(patterns);
    const threshold = code.variable(thresholds);
    const to = code.variable(dst);
    code.times(rows, () => {
      const addresses = addressesOf(code, groups, window, pattern);
      const initial = i16x8.splat(code.load32(threshold));
      for (let v = 0; v < VECTORS; v += 2) {
        const [low, high] = [v, v + 1].map((vector) => {
          let sum = initial;
          for (const address of addresses) sum = i16x8.add(sum, code.load128(address, 16 * vector));
          return sum;
        }) as [Local, Local];
        code.store16(to, i8x16.bitmask(i8x16.narrow_i16x8_s(low, high)), v);
      }
      code.set(pattern, i32.add(pattern, 4 * groups));
      code.set(threshold, i32.add(threshold, 4));
      code.set(to, i32.add(to, PLANE_BYTES));
    });
    return undefined;
  });
}

/** Number of thresholds, given less 1, below the sums in `scratch.sums`, to planes. */
function defineTableBits(module: Assembler): void {
  const parameters = { steps: 'i32', thresholds: 'i32', dst: 'i32', outBits: 'i32' } as const;
  module.define('tableBits', parameters, (code, { steps, thresholds, dst, outBits }) => {
    const { i32, i16x8, i8x16, v128 } = code;
    const compared = (sum: Local): Local => {
      const count = code.variable(code.zeros());
      code.times(steps, (k) => {
        const threshold = i16x8.splat(code.load32(i32.add(thresholds, i32.shl(k, 2))));
        code.set(count, i16x8.sub(count, i16x8.gt_s(sum, threshold)));
      });
      return count;
    };
    code.times(VECTORS / 2, (pairOfVectors) => {
      const at = i32.shl(pairOfVectors, 5);
      const [low, high] = [compared(code.load128(at, scratch.sums)), compared(code.load128(at, scratch.sums + 16))];
      code.times(outBits, (bit) => {
        const mask = i16x8.splat(i32.shl(1, bit));
        const isSet = (count: Operand): Local => i16x8.eq(v128.and(count, mask), mask);
        const bits = i8x16.bitmask(i8x16.narrow_i16x8_s(isSet(low), isSet(high)));
        code.store16(i32.add(planeAt(code, dst, bit), i32.shl(pairOfVectors, 1)), bits);
      });
    });
    return undefined;
  });
}
