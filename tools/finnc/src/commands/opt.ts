import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  hasErrors,
  onBehalfOf,
  printGraph,
  Registry,
  sampler,
  suggest,
  type Diagnostic,
  type Graph,
  type Pass,
  type PassContext,
  type Plugin,
  type RewriteEvent,
} from '@finnc/ir';
import {
  createChecker,
  hardwareFeeds,
  parsePipeline,
  partitionHost,
  passDiagnostics,
  runPipeline,
  type HostPartition,
  type SplitReceiver,
} from '@finnc/passes';
import { configDefaults as defaults } from '../config/defaults.ts';
import type { Console } from '../console.ts';
import { driverDiagnostics, outputDiagnostics } from '../diagnostics.ts';
import { exitCodeOf, type ExitCode } from '../exit-code.ts';
import { systemReason } from '../files.ts';
import { dataFileOf, writeTensors } from '../fnir-file.ts';
import { readGraphFile } from '../graph-file.ts';
import { standardPlugins } from '../standard.ts';
import { Recording } from '../story/recording.ts';
import { storyText } from '../story/render.ts';
import { storyOf } from '../story/story.ts';
import { printDiagnostics } from '../terminal.ts';
import { loadPlugins, type CommonFlags } from './context.ts';
import { readPrintAfter } from './print-after.ts';

export interface OptFlags extends CommonFlags {
  readonly pipeline: string;
  readonly printAfter?: string;
  readonly debugRules?: string | true;
  readonly explain?: string;
  readonly timePasses?: boolean;
  readonly check: number;
  readonly out?: string;
}

/** `finnc opt case.fnir --pipeline 'streamline,narrow'`: runs passes on a graph and prints it. */
export async function opt(console: Console, file: string, flags: OptFlags): Promise<ExitCode> {
  const diagnostics: Diagnostic[] = [];
  const exitCode = await optimise(console, file, flags, diagnostics);
  printDiagnostics(console.err, diagnostics);
  return exitCode ?? exitCodeOf(diagnostics);
}

async function optimise(
  console: Console,
  file: string,
  flags: OptFlags,
  diagnostics: Diagnostic[],
): Promise<ExitCode | undefined> {
  const loaded = await loadPlugins(console, flags.plugin ?? [], flags.debug);
  const registry = new Registry([...standardPlugins, ...loaded.plugins]);
  diagnostics.push(...loaded.diagnostics, ...registry.problems);
  const parsed = parsePipeline(flags.pipeline, registry.passes);
  if (!('passes' in parsed)) diagnostics.push(...parsed.diagnostics);
  const passNames = 'passes' in parsed ? parsed.passes.map(({ name }) => name) : [];
  const printAfter = 'passes' in parsed ? readPrintAfter(flags.printAfter, passNames, 'pass') : undefined;
  diagnostics.push(...(printAfter?.problems ?? []));
  const read = readGraphFile(console.cwd, file, registry, loaded.plugins);
  diagnostics.push(...read.diagnostics);
  const { graph } = read;
  if (!graph || !('passes' in parsed) || hasErrors(diagnostics)) return undefined;

  const sample = sampler(graph, registry);
  const feeds = Array.from({ length: flags.check }, (_, seed) =>
    sample(seed + 1).map((tensor, i) => ({ type: graph.inputPorts[i]?.source ?? tensor.type, data: tensor.data })),
  );
  let checker = feeds.length > 0 ? createChecker(graph, registry, feeds) : undefined;
  diagnostics.push(...(checker?.warnings ?? []));
  const trace = ruleTrace(flags);
  const events: RewriteEvent[] = [];
  const recording = flags.explain === undefined ? undefined : new Recording();
  recording?.onGraph('read', graph);
  const record = (step: string): void => {
    for (const event of events.splice(0)) recording?.onRewrite(step, event);
  };
  const cx: PassContext = {
    ask: (facet, node, context) => registry.ask(facet, node, context),
    report: (diagnostic) => void diagnostics.push(diagnostic),
    lowerings: registry.lowerings,
    ...(trace || recording
      ? {
          onRewrite: (event) => {
            trace?.onRewrite(event);
            events.push(event);
          },
        }
      : {}),
  };
  const splits: HostPartition[] = [];
  const split: SplitReceiver = { onSplit: (host) => void splits.push(host) };
  const passes = parsed.passes.map((pass) =>
    blamed(pass.name === partitionHost.passName ? pass.with({ split }) : pass, loaded.plugins),
  );
  runPipeline(graph, passes, cx, {
    after(pass, state, milliseconds) {
      if (flags.timePasses) console.err.write(`${milliseconds.toFixed(1).padStart(9)} ms  ${pass.name}\n`);
      trace?.flush(console, pass.name);
      record(pass.name);
      recording?.onGraph(pass.name, state);
      const host = splits.pop();
      if (host) {
        const operations = host.operations.map(({ node, op }) => `'${node}' (${op})`);
        diagnostics.push(passDiagnostics.leftToHost({ operations }));
        checker = checker && createChecker(state, registry, hardwareFeeds(host, state, registry, feeds));
      }
      const found = checker?.check(state, pass.name) ?? [];
      diagnostics.push(...found);
      if (printAfter?.wants(pass.name)) console.err.write(`// after ${pass.name}\n${printGraph(state).text}`);
      return !hasErrors(found);
    },
  });
  diagnostics.push(...(trace?.problems() ?? []));
  if (recording && flags.explain !== undefined) {
    // A pass that has failed leaves no state, but its rules have spoken.
    record('the pass that failed');
    const [board] = registry.boards;
    if (!board) throw new Error('no plugin brings a board');
    const target = { board, clockMhz: board.clockMhz, cost: defaults.cost };
    const told = storyOf(flags.explain, recording.steps, registry, target);
    if ('story' in told) console.err.write(storyText(told.story));
    else diagnostics.push(driverDiagnostics.unknownNode({ node: flags.explain, suggestion: told.suggestion }));
  }
  if (hasErrors(diagnostics)) return undefined;
  writeGraph(console, flags.out, graph, diagnostics);
  return undefined;
}

/** A pass of a plugin, with the plugin to be named if it fails. */
function blamed(pass: Pass, plugins: readonly Plugin[]): Pass {
  const owner = plugins.find((plugin) => plugin.passes?.some(({ passName }) => passName === pass.name));
  if (!owner) return pass;
  return {
    ...pass,
    run(graph, cx) {
      onBehalfOf(owner, `pass '${pass.name}'`, () => {
        pass.run(graph, cx);
      });
    },
  };
}

/** Events of one pass, of all rules or of one, printed when the pass is done. */
function ruleTrace({ debugRules }: OptFlags) {
  if (debugRules === undefined) return undefined;
  const events: RewriteEvent[] = [];
  const met = new Set<string>();
  return {
    onRewrite(event: RewriteEvent): void {
      events.push(event);
      met.add(event.rule);
    },
    /** Passes do not say which rules they have, so a name that none of them had to do with may be mistyped. */
    problems(): readonly Diagnostic[] {
      if (debugRules === true || met.has(debugRules)) return [];
      const suggestion = suggest(debugRules, met);
      if (suggestion === undefined) return [driverDiagnostics.ruleNotMet({ rule: debugRules, met: [...met] })];
      const help = `did you mean '${suggestion}'?`;
      return [driverDiagnostics.usage({ reason: `--debug-rules: no rule '${debugRules}' had to do here`, help })];
    },
    flush(console: Console, pass: string): void {
      for (const { rule, node, skipped } of events.splice(0)) {
        if (debugRules !== true && debugRules !== rule) continue;
        console.err.write(
          `${pass}: ${rule} ${skipped === undefined ? 'rewrote' : 'left'} ${node}${skipped === undefined ? '' : `: ${skipped}`}\n`,
        );
      }
    },
  };
}

/** To standard output as text; to a file with the large constants beside it. */
function writeGraph(console: Console, out: string | undefined, graph: Graph, diagnostics: Diagnostic[]): void {
  const { text, data } = printGraph(graph);
  if (out === undefined) {
    console.out.write(text);
    return;
  }
  try {
    writeFileSync(resolve(console.cwd, out), text);
    if (data.size > 0) writeFileSync(resolve(console.cwd, dataFileOf(out)), writeTensors(data));
  } catch (error) {
    diagnostics.push(outputDiagnostics.unwritableFile({ file: out, reason: systemReason(error) }));
  }
}
