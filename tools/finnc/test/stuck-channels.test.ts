import { readFileSync } from 'node:fs';
import { execute, readPort } from '@finnc/ir';
import { expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
import { sampleFeeds, valuesOf } from '../src/corpus/golden.ts';
import { nodeGunzip } from '../src/model-file.ts';
import { golden, hasData, modelPath, registry } from './corpus.ts';

/** Its seventh layer has thresholds of ±2^15, and sums of 512 products. */
const model = 'cnvW2A2-cifar10.finn.onnx.gz';

it.skipIf(!hasData)(
  'the trained CNV-W2A2 gives its golden outputs without the 11 channels that never change',
  async () => {
    const build = (dropConstant?: number) =>
      compile({
        model: readFileSync(modelPath(model)),
        gunzip: nodeGunzip,
        config: { check: 1, stopStep: 'narrow', backend: [], ...(dropConstant === undefined ? {} : { dropConstant }) },
      });
    const told = await build();
    expect(told.diagnostics.find(({ code }) => code === 'FINNC3111')?.message).toMatch(/^11 channels never change: /);
    const { graph, diagnostics } = await build(1);
    expect(diagnostics.find(({ code }) => code === 'FINNC3112')?.message).toBe(
      '11 channels that never change are left out',
    );
    const samples = golden(model);
    for (let frame = 0; frame < samples.count; frame++) {
      const [result] = execute(graph!, sampleFeeds(samples, frame, graph!), { ask: registry });
      expect(Array.from(readPort(graph!.outputPorts[0]!, result!).data)).toEqual(
        Array.from(valuesOf(samples.outputs[0]!, frame)),
      );
    }
  },
);
