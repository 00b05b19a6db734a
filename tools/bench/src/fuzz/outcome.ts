import { plainSimulator } from '@finnc/backend-simulator';
import { execute, Registry, sampler, type Diagnostic, type Graph } from '@finnc/ir';
import type { SignPaddingChoice } from '@finnc/ir/hw';
import { compile, standardPlugins, type CompileResult } from 'finnc';
import { compileNetwork } from 'finnc/corpus';
import { differing } from '../scoreboard/outputs.ts';

/** What came of a network: right in every state, refused with a reason, or a bug of ours. */
export type Outcome =
  | {
      readonly kind: 'compiles';
      readonly graph: Graph;
      /** What the host runs, if not all of the network is hardware. */
      readonly host: readonly { readonly op: string; readonly reason: string }[];
    }
  | { readonly kind: 'declined'; readonly code: string; readonly reason: string }
  | { readonly kind: 'fails'; readonly code: string; readonly reason: string };

export interface TryOptions {
  /** Inputs that every state is executed on. */
  readonly inputs?: number;
  /** Clock cycles that a frame may take in any layer; one lane each without it. */
  readonly targetCycles?: number;
  /** How zeros around signs are built; as costs less without it. */
  readonly signPadding?: SignPaddingChoice;
  /** Whether the emitted C++ is compiled and compared, too: a second or two. */
  readonly cpp?: boolean;
}

const registry = new Registry(standardPlugins);
const clockMhz = 100;

/**
 * Compiles a network with every state of the graph executed and compared with the source executor, the last one also
 * with the simulator, and with its C++ where asked for. The same graph has the same outcome.
 */
export async function outcomeOf(graph: Graph, options: TryOptions = {}): Promise<Outcome> {
  try {
    const result = await run(graph, options);
    const error = result.diagnostics.find(({ severity }) => severity === 'error');
    if (error && isUnreachable(error)) return await outcomeOf(graph, { ...options, targetCycles: Infinity });
    if (error) return { kind: isOurs(error) ? 'fails' : 'declined', code: error.code, reason: error.message };
    if (!result.graph) return { kind: 'fails', code: 'no graph', reason: 'compile gave neither error nor graph' };
    const wrong = options.cpp ? cppDiffers(result.graph, options.inputs ?? 3) : 0;
    if (wrong > 0) return { kind: 'fails', code: 'c++', reason: `${wrong} values of the C++ are not the simulator's` };
    return { kind: 'compiles', graph: result.graph, host: result.host?.operations ?? [] };
  } catch (error) {
    return {
      kind: 'fails',
      code: 'thrown',
      reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}

function run(
  graph: Graph,
  { inputs = 3, targetCycles = Infinity, signPadding = 'auto' }: TryOptions,
): Promise<CompileResult> {
  const rate = Number.isFinite(targetCycles) ? { fps: (clockMhz * 1e6) / targetCycles } : {};
  return compile({
    model: graph,
    config: { stopStep: 'check', backend: [], check: inputs, clockMhz, signPadding, ...rate },
    intermediateModels: false,
  });
}

/** A state differs from the one before, or the simulator from the reference: nobody's model is to blame. */
const isOurs = ({ code }: Diagnostic): boolean => code.startsWith('FINNC4') || code === 'FINNC5020';

const isUnreachable = ({ code }: Diagnostic): boolean => code.startsWith('FINNC34');

function cppDiffers(graph: Graph, inputs: number): number {
  const sample = sampler(graph, registry);
  const frames = Array.from({ length: inputs }, (_, seed) => sample(seed + 1));
  const network = compileNetwork(graph, registry, 0);
  try {
    const compiled = network.run(frames);
    const reference = frames.map((frame) => execute(graph, frame, { ask: registry }));
    return differing(reference, compiled) + differing(plainSimulator(graph, registry).runBatch(frames), compiled);
  } finally {
    network.dispose();
  }
}
