import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { lintHls } from './lint.ts';

const library = path.resolve(import.meta.dirname, '../../hlslib/finnc');
const layers = fs
  .readdirSync(library)
  .map((file) => [file, fs.readFileSync(path.join(library, file), 'utf8')] as const);
const top = fs.readFileSync(path.resolve(import.meta.dirname, '../../test/cpp/small_top.cpp'), 'utf8');
const layer = layers.find(([file]) => file === 'sliding_window.hpp')?.[1] ?? '';

/** The text with one change; a change that changes nothing would make its test empty. */
function mutant(source: string, from: string, to: string): string {
  const changed = source.replace(from, () => to);
  if (changed === source) throw new RangeError(`the mutation finds no '${from}'`);
  return changed;
}
const rules = (source: string, options?: { top: string }): string[] => [
  ...new Set(lintHls(source, options).map((finding) => finding.rule)),
];

describe('lintHls', () => {
  it.each(layers)('%s of the library is clean', (_file, source) => {
    expect(lintHls(source)).toEqual([]);
  });

  it('a top as the emitter writes it is clean', () => {
    expect(lintHls(top, { top: 'small_top' })).toEqual([]);
  });

  it('names the line of a finding', () => {
    const source = 'void f(int n) {\n  // float in a comment\n  float x = 0;\n}\n';
    expect(lintHls(source)).toEqual([{ rule: 'integers-only', line: 3, message: "'float': floating point" }]);
  });

  it('skips what only a host compiler sees, not what both see', () => {
    const branches = (first: string, second: string): string =>
      `#ifndef __SYNTHESIS__\n${first}\n#else\n${second}\n#endif\n`;
    expect(rules(branches('double x;', 'int x;'))).toEqual([]);
    expect(rules(branches('int x;', 'double x;'))).toEqual(['integers-only']);
    expect(rules('#ifdef OTHER\ndouble x;\n#endif\n')).toEqual(['integers-only']);
  });

  it.each([
    ['no-allocation', 'bool filling = true;', 'int* filling = new int;'],
    ['no-library', 'bool filling = true;', 'std::vector<int> filling;'],
    ['no-exceptions', 'bool filling = true;', 'bool filling = true; throw 1;'],
    ['no-rtti', 'bool filling = true;', 'struct V { virtual void f(); };'],
    ['no-function-pointer', 'bool filling = true;', 'int (*filling)(int);'],
    ['counted-loops', 'for (int f = 0; f < frames; f++) {', 'while (frames-- > 0) {'],
    ['blocking-streams', 'in.read()', 'in.read_nb(beat)'],
    ['integers-only', 'bool filling = true;', 'float filling = 1;'],
    ['loop-directive', '#pragma HLS PIPELINE II = 1 style = flp', ''],
    ['initiation-interval', 'PIPELINE II = 1', 'PIPELINE II = 2'],
    ['flushable', ' style = flp', ''],
    ['trip-count', '#pragma HLS LOOP_TRIPCOUNT min = 1 max = 1', ''],
    ['loop-directive', '    for (int i = 0; i < G::FILL', '    t = 0;\n    for (int i = 0; i < G::FILL'],
    ['proven-dependence', '// Proof:', '// Hope:'],
    [
      'nested-in-pipeline',
      '      t++;',
      '      for (int k = 0; k < KW; k++) {\n#pragma HLS PIPELINE II = 1 style = flp\n      }',
    ],
    ['constant-bound', '      t++;', '      for (int k = 0; k < kx; k++) {\n#pragma HLS UNROLL\n      }'],
  ])('finds %s in a layer where %j becomes %j', (rule, from, to) => {
    expect(rules(mutant(layer, from, to))).toContain(rule);
  });

  it.each([
    ['top-function', 'void small_top(', 'void other_top('],
    ['dataflow', '#pragma HLS DATAFLOW', ''],
    ['canonical-dataflow', '  finnc::from_axis', '  if (frames > 0) finnc::from_axis'],
    ['canonical-dataflow', '(s0, s1, frames)', '(s0, s1, frames * 36)'],
    ['canonical-dataflow', '  finnc::from_axis', '  const int n = frames;\n  finnc::from_axis'],
    ['stream-ends', '(s4, s5, frames)', '(s4, s6, frames)'],
    ['stream-ends', '(s7, m_axis, frames)', '(s0, m_axis, frames)'],
    ['stream-order', '(s_axis, s0, frames)', '(s0, s_axis, frames)'],
    ['stream-depth', '#pragma HLS STREAM variable = s3 depth = 2', ''],
    ['stream-depth', 's3 depth = 2', 's3 depth = 1'],
    ['port-interface', '#pragma HLS INTERFACE axis port = m_axis', ''],
    ['port-interface', '#pragma HLS INTERFACE s_axilite port = frames', ''],
    ['port-interface', '#pragma HLS INTERFACE s_axilite port = return', ''],
    ['port-interface', 's_axilite port = return', 'ap_ctrl_none port = return'],
    ['whole-bytes', 'hls::stream<ap_axiu<8> >& m_axis', 'hls::stream<ap_axiu<9> >& m_axis'],
    ['widest-word', 'hls::stream<ap_uint<48> >', 'hls::stream<ap_uint<1025> >'],
  ])('finds %s in a top where %j becomes %j', (rule, from, to) => {
    expect(rules(mutant(top, from, to), { top: 'small_top' })).toContain(rule);
  });
});
