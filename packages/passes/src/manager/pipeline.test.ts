import { definePass, option, type Graph, type PassFactory } from '@finnc/ir';
import { describe, expect, it } from 'vitest';
import { compiled, registry } from '../compiled.test.support.ts';
import { fold } from '../fold/fold.ts';
import { convertToHw } from '../lower/convert-to-hw.ts';
import { insertStreams } from '../stream/insert-streams.ts';
import { streamline } from '../streamline/streamline.ts';
import { passDiagnostics } from '../diagnostics.ts';
import { parsePipeline } from './pipeline.ts';

const real = `graph(%x: float32[1,2]) {
  %t = const float32[1,1] [0]
  %y = qnn.multi_threshold(%x, %t) {outType = float32, axis = 1}
  return %y
}`;

describe('running a pipeline', () => {
  it('refuses a pass whose stage has not come, with the reasons', () => {
    const { done, told } = compiled(real, [convertToHw()]);
    expect(done).toBe(false);
    expect(told).toEqual([
      "FINNC3201 pass 'convert-to-hw' needs a graph in stage 'integer': 'multi_threshold_0' (qnn.multi_threshold) computes real numbers",
    ]);
  });

  it('refuses folding before there are layers', () => {
    expect(compiled(real, [streamline(), fold()]).told).toEqual([
      expect.stringMatching(/^FINNC3201 pass 'fold' needs a graph in stage 'hardware': .* is no hardware layer$/),
    ]);
  });

  it('stops at the first pass that reports an error', () => {
    const ran: string[] = [];
    const pass = (name: string, run: (graph: Graph, report: () => void) => void): ReturnType<PassFactory> =>
      definePass({
        name,
        summary: '',
        needs: 'qnn',
        run(graph, _options, cx) {
          ran.push(name);
          run(graph, () => {
            cx.report(passDiagnostics.noArgmax({ output: 'y', shape: '1' }));
          });
        },
      })();
    const { done, told } = compiled(real, [
      pass('a', () => undefined),
      pass('b', (_graph, report) => {
        report();
      }),
      pass('c', () => undefined),
    ]);
    expect({ done, ran, codes: told.map((line) => line.slice(0, 9)) }).toEqual({
      done: false,
      ran: ['a', 'b'],
      codes: ['FINNC3104'],
    });
  });

  it('stops where the caller says so', () => {
    const seen: string[] = [];
    const { done } = compiled(real, [streamline(), convertToHw()], {
      after(pass, _graph, milliseconds) {
        seen.push(pass.name);
        expect(milliseconds).toBeGreaterThanOrEqual(0);
        return false;
      },
    });
    expect({ done, seen }).toEqual({ done: false, seen: ['streamline'] });
  });

  it('throws where a pass breaks the graph: that is a bug of the pass', () => {
    const vandal = definePass({
      name: 'vandal',
      summary: '',
      needs: 'qnn',
      run(graph) {
        for (const node of graph) node.operand['x']?.uses.clear();
      },
    });
    expect(() => compiled(real, [vandal()])).toThrow('missing from a use-list');
  });

  it('runs nothing where nothing is asked', () => {
    expect(compiled(real, []).done).toBe(true);
  });

  it('goes through all stages', () => {
    const { done, graph } = compiled(real, [streamline(), convertToHw(), fold({ targetCycles: 2 }), insertStreams()]);
    expect(done).toBe(true);
    expect(graph.order().map(({ name }) => name)).toEqual(['Thresholding_0']);
  });
});

describe('a pipeline as text', () => {
  const parse = (text: string): string[] => {
    const parsed = parsePipeline(text, registry.passes);
    return 'passes' in parsed
      ? parsed.passes.map(({ name }) => name)
      : parsed.diagnostics.map(({ code, message }) => `${code} ${message}`);
  };

  it('is a list of names, with options in braces', () => {
    expect(parse('streamline,narrow')).toEqual(['streamline', 'narrow']);
    expect(parse(' streamline , fold{target-cycles=100 single=true}, insert-streams{max-depth=8} ')).toEqual([
      'streamline',
      'fold',
      'insert-streams',
    ]);
    expect(parse('fold{}')).toEqual(['fold']);
    expect(parse('fold{single}')).toEqual(['fold']);
    expect(parse('')).toEqual([]);
  });

  it('gives the options to the pass', () => {
    const text = `graph(%x: int4[1,8]) {
      %t = const int4[1,1] [0]
      %y = hw.thresholding(%x, %t) {outType = uint1, outBias = 0}
      return %y
    }`;
    const parsed = parsePipeline('fold{target-cycles=2}', registry.passes);
    const { graph } = compiled(text, 'passes' in parsed ? parsed.passes : []);
    expect([...graph][0]?.attrs['pe']).toBe(4);
  });

  it.each([
    ['an unknown pass', 'streamlin', "FINNC3501 there is no pass 'streamlin'; did you mean 'streamline'?"],
    ['a name that is near none', 'optimise-everything', "FINNC3501 there is no pass 'optimise-everything'"],
    [
      'an unknown option',
      'fold{target-cycle=3}',
      "FINNC3502 pass 'fold': option 'target-cycle' does not exist; did you mean 'target-cycles'?",
    ],
    ['an option of a pass that has none', 'narrow{bits=3}', "FINNC3502 pass 'narrow': option 'bits' does not exist"],
    [
      'a value of another type',
      'fold{target-cycles=many}',
      "FINNC3502 pass 'fold': option 'target-cycles' cannot be 'many': most clock cycles a frame may take in any layer",
    ],
    [
      'an option that only a program can give',
      'fold{assignments=a.json}',
      "FINNC3502 pass 'fold': option 'assignments' cannot be 'a.json': layers with given dimensions",
    ],
    ['a brace that is not closed', 'fold{fps=1', "FINNC3503 cannot read the pipeline 'fold{fps=1' at character 1"],
    ['two commas', 'narrow,,fold', "FINNC3503 cannot read the pipeline 'narrow,,fold' at character 8"],
    ['a word too many', 'narrow fold', "FINNC3503 cannot read the pipeline 'narrow fold' at character 1"],
  ])('%s is a mistake', (_name, text, message) => {
    expect(parse(text)).toEqual([message]);
  });

  it('has all its mistakes told at once', () => {
    expect(parse('streamlin,fold{fps=x,clock=y},narow')).toHaveLength(4);
  });

  it('wants the options that have no default', () => {
    const needy = definePass({
      name: 'needy',
      summary: '',
      needs: 'qnn',
      options: { maxBits: option.number({ describe: 'widest accumulator', unit: 'bits' }) },
      run: () => undefined,
    });
    const parsed = parsePipeline('needy', new Map([['needy', needy as unknown as PassFactory]]));
    expect('diagnostics' in parsed && parsed.diagnostics.map(({ message }) => message)).toEqual([
      "pass 'needy': option 'max-bits' is required: widest accumulator",
    ]);
  });
});
