import { nameOfNode, type OnnxModel, type OnnxNode } from '@finnc/frontend';

/** The parts of a Brevitas layer that do the quantising: their nodes belong to the layer. */
const quantiserPart = /(^|\.)(act_quant|weight_quant|bias_quant|input_quant|output_quant|export_handler)(\.|$).*$/;

/**
 * Where a node comes from in the training script: `features.0.conv`, as `named_modules()` of PyTorch spells it.
 *
 * TorchScript's exporter writes the path into the node's name (`/features/features.0/conv/Conv`), the dynamo exporter
 * notes it beside the node; files without either may still name the weights after their module (`features.0.weight`).
 * Undefined where nothing tells.
 */
export function modulePath(node: OnnxNode): string | undefined {
  const scopes = node.metadata?.get('pkg.torch.onnx.name_scopes');
  const path =
    (scopes === undefined ? undefined : fromScopes(scopes)) ?? fromSlashes(node.name) ?? fromWeights(node.inputs);
  const own = path?.replace(quantiserPart, '');
  return own === '' ? undefined : own;
}

/** `['', 'wq', 'wq.weight_quant', '_symbolic_1']`: a Python list of full paths, the operator's own name last. */
function fromScopes(text: string): string | undefined {
  const scopes = [...text.matchAll(/'([^']*)'/g)].map(([, scope = '']) => scope);
  return scopes.slice(0, -1).at(-1);
}

/** `/L.0/L.0.1/MatMul`: a child of a sequence repeats its parent's name. */
function fromSlashes(name: string): string | undefined {
  if (!name.startsWith('/')) return undefined;
  const modules = name.split('/').slice(1, -1);
  return modules.reduce((path, part, i) => {
    const parent = modules[i - 1];
    if (parent !== undefined && part.startsWith(`${parent}.`)) return `${path}${part.slice(parent.length)}`;
    return path === '' ? part : `${path}.${part}`;
  }, '');
}

function fromWeights(inputs: readonly string[]): string | undefined {
  return inputs.map((input) => /^(.+)\.(?:weight|running_mean)$/.exec(input)?.[1]).find((path) => path !== undefined);
}

/** What each node is called in messages, and where it comes from; its own name where nothing tells. */
export const sourceNames = ({ graph }: OnnxModel): ReadonlyMap<string, string> =>
  new Map(
    graph.nodes.map((node, index) => {
      const name = nameOfNode(node, index);
      return [name, modulePath(node) ?? name];
    }),
  );
