import type { Backend } from '@finnc/ir';
import { guarded } from '../plugins/guarded.ts';
import { count, size } from './describe.ts';
import { graphOf, type BuildState } from './state.ts';
import { vectorsOf } from './vectors.ts';

/** Asks a backend for its files. */
export function emitStep(state: BuildState, backend: Backend): string {
  const { registry, plan } = state;
  const owner = registry.plugins.find((plugin) => plugin.backends?.includes(backend));
  const emitted = guarded(state, owner, `backend '${backend.name}'`, () =>
    backend.emit(graphOf(state), {
      ask: (facet, node, context) => registry.ask(facet, node, context),
      report: state.report,
      target: plan.target,
      get vectors() {
        return vectorsOf(state);
      },
    }),
  );
  let bytes = 0;
  for (const [path, content] of emitted ?? []) {
    state.files.set(path, content);
    bytes += content.length;
  }
  return `${count(emitted?.size ?? 0, 'file')}, ${size(bytes)}`;
}
