import { pad } from '@finnc/layers';
import { compiledEngine, testLayer } from '../src/testing.ts';

const padding = (type: string, rest: string): string => `graph(%x: ${type}) {
  %y = hw.pad(%x) {pads = [1, 0, 0, 2], ${rest}, simd = 1}
  return %y
}`;

testLayer(pad, {
  engines: [compiledEngine],
  cases: [
    { name: 'signs around signs', graph: padding('bipolar[1,2,3,2]', 'value = -1, outType = bipolar') },
    { name: 'zeros around signs', graph: padding('bipolar[1,2,3,2]', 'value = 0, outType = ternary') },
    { name: 'the least code around codes', graph: padding('int3[1,2,3,2]', 'value = -4, outType = int3') },
    { name: 'codes in a wider type', graph: padding('uint3[1,2,3,2]', 'value = -1, outType = int4') },
  ],
});
