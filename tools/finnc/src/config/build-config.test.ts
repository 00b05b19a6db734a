import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromFlags, mergeConfig, type ConfigResult } from './build-config.ts';
import { configDefaults } from './defaults.ts';
import { allFinnKeys, unusedKeys } from './finn-keys.ts';
import { fromJsonOrYaml } from './read-config.ts';

const json = (value: unknown): ConfigResult => fromJsonOrYaml(JSON.stringify(value), 'build.json');
const summary = ({ diagnostics }: ConfigResult): readonly string[] =>
  diagnostics.map(({ code, at, message, help }) => [code, at?.file ?? '-', message, help ?? ''].join(' | '));

describe('flags', () => {
  it('become a configuration, text turned into numbers and lists', () => {
    const flags = {
      board: 'ZC706',
      clockMhz: '200',
      fps: '9000',
      backend: 'hls, report',
      check: '4',
      steps: 'import,step_tidy_up',
      plugin: ['./a.ts', 'b'],
      json: true,
    };
    expect(fromFlags(flags)).toEqual({
      config: {
        board: 'ZC706',
        clockMhz: 200,
        fps: 9000,
        backend: ['hls', 'report'],
        check: 4,
        steps: ['import', 'tidy-up'],
        plugins: ['./a.ts', 'b'],
      },
      diagnostics: [],
    });
  });

  it('--no-check is a check of 0 inputs', () => {
    expect(fromFlags({ check: false }).config).toEqual({ check: 0 });
    expect(fromFlags({ check: true }).config).toEqual({});
  });

  it('are named as the user typed them, all at once', () => {
    const result = fromFlags({
      clockMhz: 'fast',
      fps: '-1',
      output: 'logit',
      cost: 'x',
      check: '1.5',
      inputType: 'uint99',
    });
    expect(result.config).toBeUndefined();
    expect(summary(result)).toEqual([
      'FINNC5104 | - | \'--clock-mhz\' must be a number above 0; found "fast" | change the value',
      'FINNC5104 | - | \'--fps\' must be a number above 0; found "-1" | change the value',
      "FINNC5104 | - | '--output' must be 'logits', 'argmax' or 'top5'; found \"logit\" | did you mean 'logits'?",
      'FINNC5104 | - | \'--check\' must be a whole number, 0 or more, or false; found "1.5" | change the value',
      "FINNC5104 | - | '--cost' must be 'finnc' or 'finn'; found \"x\" | change the value",
      "FINNC5104 | - | '--input-type' must be 'float32', 'bipolar', 'binary', 'ternary', or 'uintN' or 'intN' with N from 1 to 64; found \"uint99\" | change the value",
    ]);
  });

  it.each([{ fps: '' }, { fps: 'Infinity' }, { fps: 'NaN' }, { clockMhz: '0' }, { backend: '' }])(
    'rejects %j',
    (flags) => {
      expect(fromFlags(flags).diagnostics.map(({ code }) => code)).toEqual(['FINNC5104']);
    },
  );

  it('a normalisation is checked with them', () => {
    expect(fromFlags({ normalize: '1/255' }).config).toEqual({ normalize: '1/255' });
    expect(fromFlags({ normalize: '255' }).diagnostics[0]).toMatchObject({ code: 'FINNC5215' });
  });
});

describe('a configuration file', () => {
  it('may be JSON or YAML, with a schema line for the editor', () => {
    const expected = { board: 'ZC706', fps: 9000, backend: ['report'], check: 0 };
    const text = '{\n\t"$schema": "x",\n\t"board": "ZC706", "fps": 9e3, "backend": ["report"], "check": false\n}';
    expect(fromJsonOrYaml(text, 'build.json')).toEqual({ config: expected, diagnostics: [] });
    const yaml = '# fast\nboard: ZC706\nfps: 9000\nbackend:\n  - report\ncheck: 0\n';
    expect(fromJsonOrYaml(yaml, 'build.yaml')).toEqual({ config: expected, diagnostics: [] });
  });

  it('has all its errors reported together, each with line and column', () => {
    const yaml =
      'board: 5\nclokMhz: 100\nfps: fast\nsteps:\n  - import\n  - step_streamlin\n  - 7\nzzzzzz: 1\nbackend: hls\n';
    const result = fromJsonOrYaml(yaml, 'b.yaml');
    expect(result.config).toBeUndefined();
    expect(result.diagnostics.map(({ code, at }) => `${code} ${at?.file ?? ''}`)).toEqual([
      'FINNC5103 b.yaml:2:1',
      'FINNC5103 b.yaml:8:1',
      'FINNC5104 b.yaml:1:1',
      'FINNC5104 b.yaml:3:1',
      'FINNC5107 b.yaml:6:5',
      'FINNC5104 b.yaml:7:5',
      'FINNC5104 b.yaml:9:1',
    ]);
    expect(result.diagnostics[0]?.help).toBe("did you mean 'clockMhz'?");
    expect(result.diagnostics[4]?.help).toBe("did you mean 'step_streamline'?");
  });

  it.each([
    ['{\n  "board": "ZC706",\n}', 'b.json', 'FINNC5101', 'b.json:3:1'],
    ['{"board": "ZC706"', 'b.json', 'FINNC5101', 'b.json:1:18'],
    ['{"fps": 1, "fps": 2}', 'b.json', 'FINNC5101', 'b.json:1:12'],
    ['board: [1\nfps: 2', 'b.yaml', 'FINNC5101', 'b.yaml:2:1'],
    ['board: a\nboard: b\n', 'b.yaml', 'FINNC5101', 'b.yaml:2:1'],
    ['board: *nothing\n', 'b.yaml', 'FINNC5101', 'b.yaml'],
    ['', 'b.yaml', 'FINNC5102', 'b.yaml:1:1'],
    ['[1, 2]', 'b.json', 'FINNC5102', 'b.json:1:1'],
    ['just text', 'b.yml', 'FINNC5102', 'b.yml:1:1'],
  ])('%j is a problem with a place', (text, name, code, at) => {
    expect(fromJsonOrYaml(text, name).diagnostics[0]).toMatchObject({ code, severity: 'error', at: { file: at } });
  });

  it('gives diagnostics, never an exception, for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), fc.constantFrom('b.json', 'b.yaml'), (text, name) => {
        const { config, diagnostics } = fromJsonOrYaml(text, name);
        expect(config === undefined).toBe(diagnostics.some(({ severity }) => severity === 'error'));
      }),
    );
  });

  it('takes no key from Object’s prototype', () => {
    for (const key of ['constructor', '__proto__', 'toString']) {
      expect(fromJsonOrYaml(`{"${key}": 1}`, 'b.json').diagnostics[0]).toMatchObject({ code: 'FINNC5103' });
    }
  });

  it('a start after the stop is an error', () => {
    expect(json({ startStep: 'fold', stopStep: 'import' }).diagnostics[0]).toMatchObject({ code: 'FINNC5109' });
    expect(json({ startStep: 'fold', stopStep: 'fold' }).config).toEqual({ startStep: 'fold', stopStep: 'fold' });
  });
});

describe('a configuration of FINN', () => {
  it('means the same here, null is not set, and what has no effect is one note', () => {
    const result = json({
      output_dir: 'out',
      synth_clk_period_ns: 5,
      generate_outputs: ['estimate_reports', 'stitched_ip', 'bitfile'],
      target_fps: 1000,
      folding_config_file: 'folding_config.json',
      board: 'Pynq-Z1',
      fpga_part: null,
      shell_flow_type: 'vivado_zynq',
      mvau_wwidth_max: 36,
      steps: [
        'step_qonnx_to_finn',
        'step_apply_folding_config',
        'step_target_fps_parallelization',
        'step_synthesize_bitfile',
      ],
      stop_step: 'step_minimize_bit_width',
      verify_steps: null,
    });
    expect(result.config).toEqual({
      out: 'out',
      clockMhz: 200,
      backend: ['report', 'hls'],
      fps: 1000,
      folding: 'folding_config.json',
      board: 'Pynq-Z1',
      steps: ['import', 'fold'],
      stopStep: 'fold',
    });
    expect(result.diagnostics.map(({ code, severity, message }) => [code, severity, message])).toEqual([
      ['FINNC5110', 'note', "outputs that need the vendor's tools are not made: bitfile"],
      ['FINNC5105', 'note', 'known to FINN and without effect in finnc: shell_flow_type, mvau_wwidth_max'],
      [
        'FINNC5108',
        'note',
        "accepted and skipped, since they run the vendor's tools or have no counterpart here: step_synthesize_bitfile",
      ],
    ]);
  });

  it('every unused key of FINN and FINN+ is accepted, with exactly one note', () => {
    const { config, diagnostics } = json(Object.fromEntries([...unusedKeys].map((key) => [key, 1])));
    expect(config).toEqual({});
    expect(diagnostics.map(({ code }) => code)).toEqual(['FINNC5105']);
    expect(new Set(allFinnKeys).size).toBe(allFinnKeys.length);
  });

  it('a misspelt key or output of FINN’s is an error with what was meant', () => {
    const result = json({ synth_clk_period: 10, generate_outputs: ['estimate_report'], model_path: 'm.onnx' });
    expect(result.diagnostics.map(({ code, help }) => `${code} ${help ?? ''}`)).toEqual([
      "FINNC5103 did you mean 'synth_clk_period_ns'?",
      "FINNC5104 did you mean 'estimate_reports'?",
    ]);
  });

  it('one thing said in both tongues is an error', () => {
    expect(json({ clockMhz: 100, synth_clk_period_ns: 10 }).diagnostics[0]).toMatchObject({ code: 'FINNC5106' });
  });

  it('wrong types are named by FINN’s key', () => {
    expect(json({ synth_clk_period_ns: 0 }).diagnostics[0]?.message).toMatch(/above 0; found 0$/);
    expect(json({ synth_clk_period_ns: '10', target_fps: 'x' }).diagnostics.map(({ message }) => message)).toEqual([
      '\'synth_clk_period_ns\' must be a number above 0; found "10"',
      '\'target_fps\' must be a number above 0; found "x"',
    ]);
    expect(json({ generate_outputs: 'bitfile' }).diagnostics[0]).toMatchObject({ code: 'FINNC5104' });
  });

  it('steps of the vendor alone leave nothing to do', () => {
    expect(json({ steps: ['step_synthesize_bitfile'] }).diagnostics.some(({ code }) => code === 'FINNC5113')).toBe(
      true,
    );
  });
});

it('flags win over the file, the file over the defaults', () => {
  expect(mergeConfig(configDefaults, { fps: 1, check: 0 }, { fps: 2 })).toEqual({
    ...configDefaults,
    fps: 2,
    check: 0,
  });
});
