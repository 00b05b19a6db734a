import type { ReportModel } from '@finnc/backend-report';
import type { EngineSource } from '@finnc/backend-simulator';
import type { ExternalData, ParameterFiles, Unpack } from '@finnc/frontend';
import type { Diagnostic, Files, Graph, Plugin, RewriteEvent, Tensor } from '@finnc/ir';
import type { HostPartition } from '@finnc/passes';
import type { Folding } from './config/folding.ts';
import type { BuildConfig } from './config/schema.ts';
import type { ExitCode } from './exit-code.ts';

/** The keys of a build configuration that matter once files are read and plugins are loaded. */
export type CompileConfig = Omit<BuildConfig, 'model' | 'folding' | 'out' | 'plugins'>;

/** Progress of a build: every step is announced before it runs and after. */
export type StepEvent =
  | { readonly kind: 'begin'; readonly step: string; readonly index: number; readonly total: number }
  | ({ readonly kind: 'end' } & StepResult);

export interface StepResult {
  readonly step: string;
  /** Counted from 1. */
  readonly index: number;
  readonly total: number;
  /** One line for people: `27 nodes, 0 float ops`. */
  readonly summary: string;
  readonly seconds: number;
}

/** One list a frame, one tensor an input, in the types and shapes that the model declares. */
export type GivenInputs = readonly (readonly Tensor[])[];

export interface CompileOptions {
  /**
   * An ONNX file's bytes, gzip or not; a graph in any stage, which is not changed; or the files of a folder of BNN-PYNQ
   * parameters by name, with its `config.h`.
   */
  readonly model: Uint8Array | Graph | ParameterFiles;
  /** What messages call the model; its base name becomes the design's name. */
  readonly file?: string;
  readonly config?: CompileConfig;
  /** PE, SIMD and memory styles per layer, as `parseFolding` reads them; what the model says of them, if left out. */
  readonly folding?: Folding;
  /** Inputs that every graph state is executed on, too; as a function where they depend on what the model takes. */
  readonly inputs?:
    GivenInputs | ((graph: Graph) => { readonly inputs: GivenInputs; readonly diagnostics: readonly Diagnostic[] });
  readonly plugins?: readonly Plugin[];
  /** Engines that execute graphs of integers on many inputs; those that run everywhere, if left out. */
  readonly engines?: readonly EngineSource[];
  /** Files beside the model, for external data. */
  readonly externalData?: ExternalData;
  /** Replaces the portable unpacker of gzip. */
  readonly gunzip?: Unpack;
  /** Called around each step; a returned promise is awaited, which lets a terminal redraw. */
  readonly onStep?: (event: StepEvent) => void | Promise<void>;
  /** Called with the graph after each step that changes it. */
  readonly onGraph?: (step: string, graph: Graph) => void;
  /** Called with what the rules of each step rewrote, and with what they left and why. */
  readonly onRewrite?: (step: string, event: RewriteEvent) => void;
  /** Told what a plugin threw, where the diagnostic has only its message. */
  readonly onError?: (error: unknown) => void;
  /** What `build.log` says about the build, before the steps. */
  readonly about?: Readonly<Record<string, unknown>>;
  /** Whether `files` has the graph after each graph step, as ONNX for Netron; true if left out. */
  readonly intermediateModels?: boolean;
}

/** How many inputs every graph state was executed on by the reference, and how many states there were. */
export interface Checked {
  readonly inputs: number;
  readonly states: number;
  /** More drawn inputs, on which states of integers were executed by a fast engine. */
  readonly more?: { readonly inputs: number; readonly states: number };
}

export interface CompileResult {
  /** The graph after the last step that ran; absent if the model could not be imported, or has no hardware. */
  readonly graph?: Graph;
  /** What a host computes before and after the graph; absent if all of the network is hardware. */
  readonly host?: HostPartition;
  /** All that the output folder holds, by relative path; empty if there is an error. */
  readonly files: Files;
  readonly diagnostics: readonly Diagnostic[];
  readonly steps: readonly StepResult[];
  /** Cycles, resources, rate and fit, once the layers are known. */
  readonly report?: ReportModel;
  readonly checked: Checked;
  /** What a process should end with: see `exitCodes`. */
  readonly exitCode: ExitCode;
}
