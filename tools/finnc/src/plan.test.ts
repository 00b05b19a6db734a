import { defineBackend, definePlugin, Registry } from '@finnc/ir';
import { expect, it } from 'vitest';
import { stepNames } from './config/steps.ts';
import { planBuild } from './plan.ts';
import { standardPlugins } from './standard.ts';

const registry = new Registry(standardPlugins);
const plan = (config: Parameters<typeof planBuild>[0], modelIsGraph = false) =>
  planBuild(config, registry, modelIsGraph);

it('has no two plugins that bring the same thing', () => {
  expect(registry.problems).toEqual([]);
});

it('assumes ZC706 at its own clock, and says so', () => {
  const { plan: found, diagnostics } = plan({});
  expect(found?.target).toMatchObject({ board: { name: 'ZC706' }, clockMhz: 200, cost: 'finnc' });
  expect(found?.boardGiven).toBe(false);
  expect(diagnostics.map(({ code }) => code)).toEqual(['FINNC5003']);
});

it.each([
  [{ board: 'pynq-z1' }, 'Pynq-Z1', 100],
  [{ board: 'ZC706', clockMhz: 150 }, 'ZC706', 150],
  [{ fpgaPart: 'XC7Z020CLG400-1' }, 'Pynq-Z1', 100],
  [{ board: 'Pynq-Z2', fpgaPart: 'xc7z020clg400-1' }, 'Pynq-Z2', 100],
] as const)('%j is %s at %i MHz', (config, board, clockMhz) => {
  expect(plan(config).plan?.target).toMatchObject({ board: { name: board }, clockMhz });
});

it.each([
  [{ board: 'ZC70' }, 'FINNC5001', "did you mean 'ZC706'?"],
  [{ fpgaPart: 'xc7z045ffg900-1' }, 'FINNC5009', "did you mean 'xc7z045ffg900-2'?"],
  [{ board: 'ZC706', fpgaPart: 'xc7z020clg400-1' }, 'FINNC5008', 'leave out the part'],
  [{ board: 'ZC706', backend: ['hsl'] }, 'FINNC5002', "did you mean 'hls'?"],
  [{ board: 'ZC706', fps: 10, max: true }, 'FINNC5054', 'leave one of them out'],
  [{ board: 'ZC706', limit: ['LUT=70%'], objective: 'area' as const }, 'FINNC5055', 'add --fps N'],
])('%j is refused with %s', (config, code, help) => {
  const { plan: found, diagnostics } = plan(config);
  expect(found).toBeUndefined();
  expect(diagnostics).toMatchObject([{ code, help: expect.stringContaining(help) as string }]);
});

it('reports every mistake', () => {
  expect(plan({ board: 'x', backend: ['y', 'z'] }).diagnostics).toHaveLength(3);
});

it('runs all steps, and leaves out those of backends that are not wanted', () => {
  expect(plan({}).plan?.steps).toEqual(stepNames);
  const without = stepNames.filter((step) => step !== 'emit-hls' && step !== 'emit-simulator');
  expect(plan({ backend: ['report'] }).plan?.steps).toEqual(without);
});

it('begins a file with its import whatever the first step is, and a graph with that step', () => {
  const config = { board: 'ZC706', startStep: 'fold', stopStep: 'check' } as const;
  const upToCheck = stepNames.slice(0, stepNames.indexOf('check') + 1);
  expect(plan(config).plan?.steps).toEqual(upToCheck);
  expect(plan(config).diagnostics.map(({ code }) => code)).toEqual(['FINNC5010']);
  expect(plan(config, true).plan?.steps).toEqual(['import', 'fold', 'insert-streams', 'size-fifos', 'check']);
});

it('runs the steps that are listed', () => {
  const steps = ['import', 'tidy-up', 'streamline', 'convert-to-hw'] as const;
  expect(plan({ steps }).plan?.steps).toEqual(steps);
});

it('knows the backends of plugins', () => {
  const power = defineBackend({ name: 'power', summary: 'Power.', emit: () => new Map() });
  const more = new Registry([...standardPlugins, definePlugin({ name: 'acme', backends: [power] })]);
  expect(planBuild({ backend: ['power'] }, more, false).plan?.backends).toEqual([power]);
});
