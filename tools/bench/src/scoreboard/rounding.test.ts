import { float32, Registry, tensor } from '@finnc/ir';
import { graphOf } from '@finnc/ir/testing';
import { standardPlugins } from 'finnc';
import { expect, it } from 'vitest';
import { partingOf } from './rounding.ts';

const registry = new Registry(standardPlugins);
/** Sums of three codes times fl(0.1), quantised in steps of fl(0.2): 1.5 steps are a tie in exact arithmetic only. */
const source = graphOf(
  `graph(%x: float32[1,3]) {
    %s = const float32[] [${Math.fround(0.1)}]
    %h = const float32[] [${Math.fround(0.2)}]
    %z = const float32[] [0]
    %w = const float32[3,1] [1, 1, 1]
    %b = const float32[] [1e-9]
    %m = qnn.quant(%x, %s, %z) {bits = 8, signed = true}
    %a = qnn.mat_mul(%m, %w)
    %c = qnn.add(%a, %b)
    %y = qnn.quant(%c, %h, %z) {bits = 4, signed = true}
    return %y
  }`,
  registry.ops.values(),
);
const feed = (...values: number[]): ReturnType<typeof tensor>[] => [tensor(float32, [1, 3], values)];

it('two arithmetics part where a value lies on a step that float32 does not see', async () => {
  // 0.5 steps and 1e-9: float32 has a tie, which goes to 0, where exact arithmetic goes up.
  expect(await partingOf(source, registry, feed(Math.fround(0.1), 0, 0))).toMatchObject({ codes: 1, allOnSteps: true });
});

it('and nowhere else', async () => {
  expect(await partingOf(source, registry, feed(Math.fround(0.4), 0, 0))).toBeUndefined();
});
