import { renderDiagnostic } from '../diagnostic/index.ts';
import type { Graph } from '../graph/graph.ts';
import { verifyGraph } from '../graph/verify.ts';
import type { OpDef } from '../op/op.ts';
import type { Tensor } from '../tensor/index.ts';
import { parseGraph } from '../text/index.ts';

/**
 * The graph of a `.fnir` text, verified.
 *
 * @throws Error with the rendered diagnostics if the text is wrong: in a test that is a mistake of its author
 */
export function graphOf(text: string, ops: Iterable<OpDef>, data?: ReadonlyMap<string, Tensor>): Graph {
  const { graph, diagnostics } = parseGraph(text, ops, data ? { data } : {});
  if (!graph)
    throw new Error(`the test's graph is wrong:\n${diagnostics.map(renderDiagnostic).join('\n')}\n${numbered(text)}`);
  verifyGraph(graph);
  return graph;
}

/** The tensor a text such as `float32[2] [1, 0.5]` stands for. */
export function tensorOf(text: string): Tensor {
  const [constant] = graphOf(`graph() { %c = const ${text} return %c }`, []).outputs;
  return constant!.constant!;
}

const numbered = (text: string): string =>
  text
    .split('\n')
    .map((line, i) => `${String(i + 1).padStart(4)} | ${line}`)
    .join('\n');
