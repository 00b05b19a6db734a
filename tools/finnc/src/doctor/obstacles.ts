import type { OnnxModel } from '@finnc/frontend';
import { nameOfNode } from '@finnc/frontend';
import {
  analyseIntegers,
  type Ask,
  type Diagnostic,
  type Graph,
  type HostOperation,
  type Node,
  type Value,
} from '@finnc/ir';
import { remedyFor } from './remedies.ts';

/** Why a node of the source model does not become hardware, and what to change. */
export interface Obstacle {
  /** The module of the training script, or the node's name where nothing tells. */
  readonly layer: string;
  readonly node: string;
  readonly op: string;
  /** The pass that would have taken it: `import`, `streamline`, `convert-to-hw`. */
  readonly pass: string;
  /** Rules of the pass that looked at it and left it. */
  readonly rules: readonly string[];
  /** The condition that failed. */
  readonly reason: string;
  readonly remedy: string;
  /** Nodes that compute in floating point only because this one does. */
  readonly behind: readonly string[];
}

/** A rule that looked at a node and left it. */
export interface Declination {
  readonly step: string;
  readonly rule: string;
  readonly node: string;
  readonly origin: readonly string[];
  readonly reason: string;
}

/** What finding obstacles needs to know of a compilation. */
export interface Compilation {
  readonly diagnostics: readonly Diagnostic[];
  /** The graph before streamline; absent if the model was not imported. */
  readonly tidied?: Graph;
  readonly declinations: readonly Declination[];
  /** What the host computes, where the network is split. */
  readonly hostOperations: readonly HostOperation[];
}

/** All obstacles, in the order of the file. */
export function obstaclesOf(
  model: OnnxModel,
  names: ReadonlyMap<string, string>,
  { diagnostics, tidied, declinations, hostOperations }: Compilation,
  ask: Ask,
): readonly Obstacle[] {
  const places = new Map(model.graph.nodes.map((node, index) => [nameOfNode(node, index), { node, index }]));
  const opOf = (node: string): string | undefined => places.get(node)?.node.opType;
  const found = [
    ...atImport(diagnostics, opOf),
    ...(tidied ? atStreamline(tidied, ask, opOf) : []),
    ...atLowering(diagnostics, declinations, opOf),
  ];
  const told = new Set(found.flatMap(({ node, behind }) => [node, ...behind]));
  found.push(
    ...onHost(
      hostOperations.filter(({ node }) => !told.has(node)),
      opOf,
    ),
  );
  const position = ({ node }: Omit<Obstacle, 'layer'>): number => places.get(node)?.index ?? Infinity;
  return found
    .toSorted((a, b) => position(a) - position(b))
    .map((obstacle) => ({ layer: names.get(obstacle.node) ?? obstacle.node, ...obstacle }));
}

type Found = Omit<Obstacle, 'layer'>;
type OpOf = (node: string) => string | undefined;

/** Diagnostics of the importer that concern a node. */
const isImport = ({ code, severity }: Diagnostic): boolean => severity === 'error' && code.startsWith('FINNC21');

function atImport(diagnostics: readonly Diagnostic[], opOf: OpOf): readonly Found[] {
  return diagnostics.filter(isImport).flatMap(({ message, help = '', at }) => {
    const node = at?.nodes?.[0];
    const op = node === undefined ? undefined : opOf(node);
    if (node === undefined || op === undefined) return [];
    // The message names the node, and so does whoever shows the obstacle.
    const known = message.replace(/ \(node '.*?'\)/, '').replace(`${op} node '${node}' `, '');
    const remedy = remedyFor([op], known) ?? help;
    return { node, op, pass: 'import', rules: [], reason: known, remedy, behind: [] };
  });
}

/**
 * Where integers end: nodes that decline although all they read are integers. Those that read a float follow from one
 * of them and are counted there.
 */
function atStreamline(graph: Graph, ask: Ask, opOf: OpOf): readonly Found[] {
  const { facts, reasons } = analyseIntegers(graph, ask);
  const causes = new Map<Value, Node>();
  const behind = new Map<Node, string[]>();
  for (const node of graph.order()) {
    if (!reasons.has(node)) continue;
    const moving = Object.values<Value>(node.operand).filter((value) => !value.constant);
    const cause = moving.map((value) => causes.get(value)).find((known) => known !== undefined);
    const isFloat = cause !== undefined || moving.some((value) => !facts.has(value));
    if (moving.length > 0 && !isFloat) behind.set(node, []);
    else if (cause) behind.get(cause)?.push(sourceOf(node));
    for (const value of Object.values<Value>(node.result)) causes.set(value, cause && isFloat ? cause : node);
  }
  return [...behind].map(([node, others]) => {
    const source = sourceOf(node);
    const op = opOf(source) ?? node.op.name;
    const reason = reasons.get(node) ?? '';
    const remedy = remedyFor([op, node.op.name], reason) ?? general;
    return { node: source, op, pass: 'streamline', rules: [], reason, remedy, behind: [...new Set(others)] };
  });
}

const general =
  'put a quantiser (QuantIdentity, QuantReLU, QuantHardTanh) in front of it, or take it out of the exported network';

/** Integer operations that no hardware layer takes, with the rules that declined them. */
function atLowering(
  diagnostics: readonly Diagnostic[],
  declinations: readonly Declination[],
  opOf: OpOf,
): readonly Found[] {
  return diagnostics
    .filter(({ code }) => code === 'FINNC3103')
    .map(({ message, help = '', at }) => {
      const node = at?.nodes?.at(-1) ?? at?.layer ?? '';
      const own = declinations.filter((one) => one.node === at?.layer);
      const reasons = [...new Set(own.map(({ reason }) => reason))];
      const reason = reasons.length > 0 ? reasons.join('; ') : message.replace(/^.*has no hardware layer: /, '');
      const op = opOf(node) ?? /\((.*?)\)/.exec(message)?.[1] ?? '';
      const rules = [...new Set(own.map(({ rule }) => rule))];
      const remedy = remedyFor([op], reason) ?? help;
      return { node, op, pass: 'convert-to-hw', rules, reason, remedy, behind: [] };
    });
}

/** What is left to the host for another reason than its own: it lies between, or no layer takes it. */
const onHost = (operations: readonly HostOperation[], opOf: OpOf): readonly Found[] =>
  operations.map(({ node, op, reason }) => {
    const ops = [opOf(node) ?? op, op];
    const remedy = remedyFor(ops, reason) ?? general;
    return { node, op: ops[0]!, pass: 'partition-host', rules: [], reason, remedy, behind: [] };
  });

const sourceOf = (node: Node): string => node.origin.at(-1) ?? node.name;
