import { tensorType, type Node, type Tensor, type Value } from '@finnc/ir';
import { decodeFrame, encodeFrame, naturalEncoding, type Encoding } from '../encoding.ts';
import type { Kernel } from '../facet.ts';

/** Runs an op by its reference meaning, frame by frame: right for any op, and slow. */
export function referenceKernel(node: Node, note: string): Kernel {
  const operands = Object.entries<Value>(node.operand);
  const variable = operands.filter(([, value]) => !value.constant);
  const constants = Object.fromEntries(
    operands.flatMap(([key, value]) => (value.constant ? [[key, value.constant] as const] : [])),
  );
  const results = node.op.results.map((key) => [key, (node.result as Record<string, Value>)[key]!] as const);
  const encodings = (entries: readonly (readonly [string, Value])[]): Record<string, Encoding> =>
    Object.fromEntries(entries.map(([key, value]) => [key, naturalEncoding(value.type)]));
  const [reads, writes] = [encodings(variable), encodings(results)];
  return {
    reads,
    writes,
    note,
    run(input, output, frames) {
      for (let frame = 0; frame < frames; frame++) {
        const feeds: Record<string, Tensor> = { ...constants };
        for (const [key, { type }] of variable) {
          feeds[key] = {
            type: tensorType(type.elem, type.shape),
            data: decodeFrame(type, reads[key]!, input[key]!, frame),
          };
        }
        const computed = node.op.evaluate(feeds as never, node.attrs as never, {
          arithmetic: 'exact',
          settle: () => undefined,
        });
        for (const [key, { type }] of results)
          encodeFrame(type, writes[key]!, computed[key]!.data, output[key]!, frame);
      }
    },
  };
}
