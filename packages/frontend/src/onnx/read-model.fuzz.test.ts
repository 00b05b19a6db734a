import { expect, it } from 'vitest';
import { besideDataModels, dataModel, dataModels } from './data-models.test.helper.ts';
import { describeProblem } from './describe-problem.ts';
import type { OnnxGraph } from './model.ts';
import { readModel } from './read-model.ts';

/** Small files of different exporters, and one each of gzip and external data. */
const subjects = [
  'qonnx-act_weight_fp8.onnx',
  'qonnx-sdp.onnx',
  'finn-residual_testcase.onnx',
  'mlp-a2q-random.qcdq.onnx',
  'tfc-w1a1-random.qonnx-extdata.onnx',
  'lstm-random.qonnx.onnx',
].filter((name) => dataModels.includes(name));

/** Reads a file that may be broken; all its tensors must decode if there is a model. */
function outcome(bytes: Uint8Array): string {
  const result = readModel(bytes, { externalData: besideDataModels });
  if ('problem' in result) {
    expect(describeProblem(result.problem).message).not.toBe('');
    return result.problem.kind;
  }
  touch(result.model.graph);
  return 'model';
}

function touch(graph: OnnxGraph): void {
  for (const tensor of graph.initializers.values()) {
    expect(tensor.data.length).toBe(tensor.dims.reduce((product, dim) => product * dim, 1));
  }
  for (const { attributes } of graph.nodes) {
    for (const attribute of attributes.values()) if (attribute.type === 'graph') touch(attribute.value);
  }
}

function cutBetweenOpsets(bytes: Uint8Array, length: number): boolean {
  const [whole, cut] = [bytes, bytes.subarray(0, length)].map((file) =>
    readModel(file, { externalData: besideDataModels }),
  );
  if (!whole || !cut || 'problem' in whole || 'problem' in cut) return false;
  return cut.model.opsets.size > 0 && cut.model.opsets.size < whole.model.opsets.size;
}

/** Numbers from 0 to `below`, always the same ones for a seed (mulberry32). */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

it.skipIf(subjects.length === 0).each(subjects)('%s cut anywhere is a problem', (name) => {
  const bytes = dataModel(name);
  const step = Math.max(1, Math.floor(bytes.length / 300));
  for (let length = 0; length < bytes.length; length += step) {
    // Operator sets end the file; what is cut between two of them is a valid, smaller message.
    if (cutBetweenOpsets(bytes, length)) continue;
    expect(outcome(bytes.subarray(0, length)), `${length} bytes`).not.toBe('model');
  }
});

it.skipIf(subjects.length === 0).each(subjects)('%s with bytes changed is a model or a problem', (name) => {
  const random = seeded(1);
  const original = dataModel(name);
  for (let round = 0; round < 1500; round++) {
    const bytes = new Uint8Array(original);
    for (let flips = 1 + random(4); flips > 0; flips--) {
      // Half of the changes hit the beginning, where names, lengths and shapes are.
      const at = random(2) === 0 ? random(bytes.length) : random(Math.min(bytes.length, 1000));
      bytes[at] = random(256);
    }
    outcome(bytes);
  }
});

it('random bytes are a problem', () => {
  const random = seeded(2);
  for (let round = 0; round < 3000; round++) {
    const bytes = Uint8Array.from({ length: 1 + random(60) }, () => random(256));
    expect(outcome(bytes)).not.toBe('model');
  }
});

it.skipIf(!dataModels.includes('sfc-w1a1-random.qonnx.onnx.gz'))('a damaged gzip file is a problem', () => {
  const random = seeded(3);
  const original = dataModel('sfc-w1a1-random.qonnx.onnx.gz');
  for (let round = 0; round < 12; round++) {
    const bytes = new Uint8Array(original);
    const at = 10 + random(bytes.length - 10);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
    expect(outcome(bytes)).not.toBe('model');
    expect(outcome(original.subarray(0, at))).not.toBe('model');
  }
});
