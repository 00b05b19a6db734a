import { defineFacet, type Value } from '@finnc/ir';
import type { ElementName, OnnxAttribute } from '../onnx/index.ts';

/**
 * What an exported model may hold: `standard`, ONNX's own operators only, so that onnxruntime runs it; `qonnx`, the
 * quantisers of `qonnx.custom_op.general` too, for qonnx, FINN and ourselves.
 */
export const onnxTargets = ['qonnx', 'standard'] as const;
export type OnnxTarget = (typeof onnxTargets)[number];

/** Domain of the custom operators; version 2 is that of `Trunc` with an output scale. */
export const qonnxDomain = { name: 'qonnx.custom_op.general', version: 2 } as const;

/** The operator set that answers write for. */
export const onnxOpset = 13;

export type Attributes = Readonly<Record<string, OnnxAttribute>>;

export interface NodeText {
  readonly opType: string;
  /** Names of tensors; `''` for an optional input that is left out. */
  readonly inputs: readonly string[];
  readonly attributes?: Attributes;
  /** `''`, ONNX's own, if left out. */
  readonly domain?: string;
}

/** What an op writes itself with. All tensors are float32, integers too, unless a name was made for something else. */
export interface OnnxWriter {
  readonly target: OnnxTarget;
  /** The name of an operand. */
  tensor(value: Value): string;
  /** A constant of real numbers, each rounded to float32. */
  floats(shape: readonly number[], values: ArrayLike<number>): string;
  /** A constant of float64, for what float32 does not hold; such tensors do not leave an op. */
  doubles(shape: readonly number[], values: ArrayLike<number>): string;
  /** A constant list of int64, as shapes, axes and pads are given. */
  integers(values: readonly number[]): string;
  /** Adds a node with one output; its name. */
  emit(opType: string, inputs: readonly string[], attributes?: Attributes, domain?: string): string;
  /** Adds a node with several outputs; their names. */
  emitAll(node: NodeText, outputs: number): readonly string[];
  /** Tells the user something about how the op is written; completes "'node' (op): ". */
  note(text: string): void;
}

/** The tensor that holds a result, and its type where it is not float32. */
export interface WrittenTensor {
  readonly name: string;
  readonly elemType: ElementName;
}
export type Written = Readonly<Record<string, string | WrittenTensor>>;
/** The op cannot be written here; the reason completes "… has no form in standard ONNX: ". */
export interface Unwritable {
  readonly unwritable: string;
}

/** How an op is written in ONNX: answered for every op that a host can run, or an exporter may meet. */
export const toOnnx = defineFacet<OnnxWriter, Written | Unwritable>('finnc.to-onnx');

export const int = (value: number): OnnxAttribute => ({ type: 'int', value });
export const ints = (value: readonly number[]): OnnxAttribute => ({ type: 'ints', value });
export const float = (value: number): OnnxAttribute => ({ type: 'float', value });
export const text = (value: string): OnnxAttribute => ({ type: 'string', value });
