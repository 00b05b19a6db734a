import { execute, renderDiagnostic, tensor, type Tensor } from '@finnc/ir';
import { randomSource } from '@finnc/ir/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importModel } from '../src/import/importer.ts';
import { Draw, modelOf, operatorCases } from './operators/index.ts';
import { registry, runtime, sessionOf } from './runtime.ts';

/** Operators that onnxruntime does not know, or that say nothing without a file of their own. */
const untested: ReadonlySet<string> = new Set(['Swish']);

/** Quarters, so that sums and products are exact and ties are met. */
function inputs(
  shapes: readonly (readonly number[])[],
  random: () => number,
  type: (i: number) => Tensor['type'],
): Tensor[] {
  return shapes.map((shape, i) => {
    const count = shape.reduce((so, size) => so * size, 1);
    return tensor(
      type(i).elem,
      shape,
      Float64Array.from({ length: count }, () => Math.floor(random() * 33 - 16) / 4),
    );
  });
}

/** Functions are approximated there to a few last places. */
const isClose = (ours: number, theirs: number): boolean =>
  ours === theirs ||
  (Number.isNaN(ours) && Number.isNaN(theirs)) ||
  Math.abs(ours - theirs) <= 5e-6 * Math.max(1, Math.abs(theirs));

describe.skipIf(!runtime)('an operator of any shapes and attributes', () => {
  it.each(Object.keys(operatorCases).filter((opType) => registry.importers.has(`::${opType}`)))(
    'gives what onnxruntime gives: %s',
    async (opType) => {
      await fc.assert(
        fc.asyncProperty(fc.gen(), fc.nat(), async (draw, seed) => {
          const model = modelOf(operatorCases[opType]!(new Draw(draw)));
          const { graph, diagnostics } = importModel(model, registry.importers);
          if (!graph) throw new Error(diagnostics.map(renderDiagnostic).join('\n'));
          const feeds = inputs(
            graph.inputs.map(({ type }) => type.shape),
            randomSource(seed),
            (i) => graph.inputs[i]!.type,
          );
          const theirs = await (await sessionOf(model))(feeds);
          execute(graph, feeds, { arithmetic: 'float32' }).forEach(({ type, data }, i) => {
            const { shape, data: expected } = theirs[i]!;
            expect(type.shape).toEqual(shape);
            const wrong = expected.findIndex((value, k) => !isClose(data[k]!, value));
            expect(wrong, `element ${wrong}: ${String(data[wrong])} instead of ${String(expected[wrong])}`).toBe(-1);
          });
        }),
        { numRuns: 8, seed: 1 },
      );
    },
  );

  it('has a case for each that is read', () => {
    const read = [...registry.importers.values()].filter(({ domain }) => domain === '').map(({ opType }) => opType);
    expect(read.filter((opType) => !untested.has(opType) && !Object.hasOwn(operatorCases, opType))).toEqual([]);
  });
});
