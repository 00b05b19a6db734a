import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isInteger, type Diagnostic, type Tensor } from '@finnc/ir';
import type { NumericArray } from '../data/array.ts';
import { writeNpy } from '../data/npy.ts';
import { writeNpz } from '../data/npz.ts';
import { outputDiagnostics } from '../diagnostics.ts';
import { systemReason } from '../files.ts';
import type { Runnable } from './runnable.ts';

/** All frames' outputs as `.npy` (the first output) or `.npz` (all, by name), frames along the first dimension. */
export function writeOutputs(
  cwd: string,
  file: string,
  { outputNames }: Pick<Runnable, 'outputNames'>,
  frames: readonly (readonly Tensor[])[],
): Diagnostic | undefined {
  const stacked = outputNames.map((name, i) => [name, stack(frames.flatMap((outputs) => outputs[i] ?? []))] as const);
  const [first] = stacked;
  if (!first) throw new RangeError('the network has no output');
  const bytes = file.endsWith('.npz') ? writeNpz(new Map(stacked)) : writeNpy(first[1]);
  try {
    writeFileSync(resolve(cwd, file), bytes);
    return undefined;
  } catch (error) {
    return outputDiagnostics.unwritableFile({ file, reason: systemReason(error) });
  }
}

function stack(tensors: readonly Tensor[]): NumericArray {
  const [first] = tensors;
  if (!first) throw new RangeError('there are no frames');
  const { elem, shape } = first.type;
  const each = first.data.length;
  const data = isInteger(elem) ? new BigInt64Array(each * tensors.length) : new Float32Array(each * tensors.length);
  tensors.forEach((tensor, frame) => {
    tensor.data.forEach((value, i) => {
      data[frame * each + i] = data instanceof BigInt64Array ? BigInt(value) : value;
    });
  });
  const batch = (shape[0] ?? 1) * tensors.length;
  return { shape: [batch, ...shape.slice(1)], dtype: data instanceof BigInt64Array ? 'int64' : 'float32', data };
}
