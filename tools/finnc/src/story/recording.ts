import { cloneGraph, type Graph, type RewriteEvent } from '@finnc/ir';

/** A state of the graph, and what the rules of the step before it did. */
export interface RecordedStep {
  readonly step: string;
  readonly events: readonly RewriteEvent[];
  /** Absent if the step failed. */
  readonly graph?: Graph;
}

/** Keeps every state of a compilation and every word of its rules, for whoever asks for a node's story later. */
export class Recording {
  readonly #steps: { step: string; events: RewriteEvent[]; graph?: Graph }[] = [];

  get steps(): readonly RecordedStep[] {
    return this.#steps;
  }

  /** To be called with what rules do in a step, before its state. */
  readonly onRewrite = (step: string, event: RewriteEvent): void => {
    const last = this.#steps.at(-1);
    if (last && last.step === step && !last.graph) last.events.push(event);
    else this.#steps.push({ step, events: [event] });
  };

  /** To be called with the graph after a step. */
  readonly onGraph = (step: string, graph: Graph): void => {
    const last = this.#steps.at(-1);
    const copy = cloneGraph(graph);
    if (last && last.step === step && !last.graph) last.graph = copy;
    else this.#steps.push({ step, events: [], graph: copy });
  };
}
