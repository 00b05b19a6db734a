import { expect, it } from 'vitest';
import { allStepNames, resolveStep, stepAliases, stepNames } from './steps.ts';

it.each(stepNames)('%s is itself', (name) => {
  expect(resolveStep(name)).toEqual({ steps: [name], start: name, stop: name });
});

it.each([
  ['step_qonnx_to_finn', ['import']],
  ['step_convert_to_hls', ['convert-to-hw']],
  ['step_target_fps_parallelization', ['fold']],
  ['step_generate_estimate_reports', ['report']],
  ['step_synthesize_bitfile', []],
  ['phase_optimize_model', ['streamline', 'partition-host', 'narrow']],
])('%s stands for %j', (name, steps) => {
  expect(resolveStep(name)?.steps).toEqual(steps);
});

it('FINN narrows after folding, so ending there includes folding', () => {
  expect(resolveStep('step_minimize_bit_width')).toEqual({ steps: ['narrow'], start: 'insert-streams', stop: 'fold' });
});

it.each(['step_streamlin', 'constructor', '__proto__', ''])('nobody has %j', (name) => {
  expect(resolveStep(name)).toBeUndefined();
});

it('no name of FINN’s is one of ours, and each lists our steps in order', () => {
  expect(new Set(allStepNames).size).toBe(allStepNames.length);
  for (const { steps } of Object.values(stepAliases)) {
    const places = steps.map((step) => stepNames.indexOf(step));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  }
});
