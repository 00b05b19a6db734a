import type { ElementName } from './element-formats.ts';

/** Things users mistake for an ONNX file, or get in place of one. */
export type ForeignFormat =
  | 'text'
  | 'json'
  | 'html'
  | 'xml'
  | 'onnx-text'
  | 'onnx-prototxt'
  | 'onnx-json'
  | 'zip'
  | 'zip-with-onnx'
  | 'pytorch'
  | 'torchscript'
  | 'torch-export'
  | 'pickle'
  | 'keras'
  | 'hdf5'
  | 'tflite'
  | 'ort'
  | 'npz'
  | 'npy'
  | 'gzip'
  | 'tar'
  | 'compressed'
  | 'image'
  | 'executable';

/**
 * Why a file is no model that can be read. `place` names a tensor as people find it in Netron:
 * `initializer 'w'`, or `attribute 'value' of Constant node 'c'`.
 */
export type OnnxProblem =
  | { readonly kind: 'empty-file'; readonly compressed: boolean }
  | { readonly kind: 'too-large'; readonly bytes: number; readonly limit: number; readonly compressed: boolean }
  | { readonly kind: 'damaged-gzip'; readonly reason: string }
  | { readonly kind: 'not-onnx'; readonly format: ForeignFormat }
  | { readonly kind: 'git-lfs-pointer'; readonly oid: string; readonly size: number | undefined }
  /** `needed` is a lower bound for the whole file's length. */
  | { readonly kind: 'truncated'; readonly bytes: number; readonly needed: number }
  | { readonly kind: 'not-a-model-message'; readonly bytes: number; readonly reason: string }
  | { readonly kind: 'no-graph'; readonly bytes: number }
  | { readonly kind: 'no-opsets'; readonly irVersion: number }
  | { readonly kind: 'bad-version'; readonly what: string; readonly value: number | bigint }
  | { readonly kind: 'duplicate-initializer'; readonly name: string }
  | { readonly kind: 'unnamed-initializer'; readonly index: number }
  | { readonly kind: 'unsupported-tensor'; readonly place: string; readonly what: ElementName | 'sparse' | 'segment' }
  | { readonly kind: 'unknown-tensor-type'; readonly place: string; readonly code: number }
  | { readonly kind: 'tensor-dims'; readonly place: string; readonly dims: readonly (number | bigint)[] }
  | {
      readonly kind: 'tensor-size';
      readonly place: string;
      readonly dataType: ElementName;
      readonly dims: readonly number[];
      readonly unit: 'bytes' | 'entries';
      readonly expected: number;
      readonly actual: number;
    }
  | {
      readonly kind: 'tensor-value';
      readonly place: string;
      readonly dataType: ElementName;
      readonly index: number;
      readonly value: number | bigint;
    }
  /** No such file, or no way to read files was given. `location` is relative to the model's folder. */
  | { readonly kind: 'external-data-missing'; readonly place: string; readonly location: string }
  | { readonly kind: 'external-data-path'; readonly place: string; readonly location: string }
  | { readonly kind: 'external-data-entry'; readonly place: string; readonly key: string; readonly value: string }
  | {
      readonly kind: 'external-data-length';
      readonly place: string;
      readonly location: string;
      readonly expected: number;
      readonly declared: number;
    }
  | {
      readonly kind: 'external-data-too-short';
      readonly place: string;
      readonly location: string;
      readonly offset: number;
      readonly needed: number;
      readonly available: number;
    }
  | { readonly kind: 'integer-too-large'; readonly place: string; readonly index: number; readonly value: bigint };
