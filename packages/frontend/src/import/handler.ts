import type { Attrs, Importer, Node, OpDef, OperandsOf, Tensor, Value } from '@finnc/ir';
import type { OnnxNode } from '../onnx/index.ts';

/** What a handler sees of the node it imports, and what it builds with. */
export interface ImportContext {
  readonly node: OnnxNode;
  /** Version of the node's operator set; 0 if the file does not say. */
  readonly opset: number;
  readonly inputCount: number;
  /** Input `index`; a missing one is a problem of the node. */
  input(index: number): Value;
  /** Input `index`, or undefined where it is left out. */
  optional(index: number): Value | undefined;
  /** The values of input `index` where it is constant or computed from constants. */
  known(index: number): Tensor | undefined;
  /** The values of a constant input, or of one computed from constants; a moving one is a problem of the node. */
  constantInput(index: number, name: string): Tensor;
  int(attribute: string, fallback?: number): number;
  ints(attribute: string, fallback?: readonly number[]): readonly number[];
  float(attribute: string, fallback?: number): number;
  string(attribute: string, fallback?: string): string;
  has(attribute: string): boolean;
  /** A tensor attribute's values. */
  tensor(attribute: string): Tensor | undefined;
  create<Op extends OpDef>(op: Op, operand: OperandsOf<Op>, attrs: Attrs<Op>): Node<Op>;
  /** The results of an op; of constants alone they are computed now. For what computes sizes and moves data. */
  fold<Op extends OpDef>(op: Op, operand: OperandsOf<Op>, attrs: Attrs<Op>): Node<Op>['result'];
  constant(value: Tensor): Value & { readonly constant: Tensor };
  /** What stands for a sequence of tensors; sequences live during import only. */
  sequence(tensors: readonly Value[]): Value;
  /** The tensors of input `index`, a sequence. */
  tensorsOf(index: number): readonly Value[];
  /** Whether input `index` has integers in ONNX, on which arithmetic wraps around; those by annotation are real numbers there. */
  wraps(index: number): boolean;
  /** Whether somebody reads output `index`. */
  isUsed(index: number): boolean;
  /** Refuses the node: `reason` completes "Conv node 'x' …". */
  refuse(reason: string, remedy?: string): never;
}

/** Thrown by `refuse` and caught by the importer, which reports it with the node's name. */
export class Refusal extends Error {
  readonly remedy: string | undefined;
  constructor(reason: string, remedy?: string) {
    super(reason);
    this.remedy = remedy;
  }
}

/** Imports one kind of node: the values of its outputs, in order; outputs nobody may read can be left out. */
export type Handle = (cx: ImportContext) => readonly (Value | undefined)[];

export interface OnnxImporter extends Importer {
  readonly handle: Handle;
}

/** Domains under which QONNX operators were written over the years. */
export const qonnxDomains = ['qonnx.custom_op.general', 'onnx.brevitas', 'finn.custom_op.general'] as const;

/** Declares a handler for an operator in one or several domains; `''` is ONNX's own. */
export const defineImporter = (
  domains: string | readonly string[],
  opType: string,
  handle: Handle,
): readonly OnnxImporter[] =>
  (typeof domains === 'string' ? [domains] : domains).map((domain) => Object.freeze({ domain, opType, handle }));
