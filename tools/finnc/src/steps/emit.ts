import { onBehalfOf, type Backend, type EmitContext, type Files } from '@finnc/ir';
import { count, size } from './describe.ts';
import { graphOf, type BuildState } from './state.ts';
import { vectorsOf } from './vectors.ts';

/** Asks a backend for its files. */
export function emitStep(state: BuildState, backend: Backend): string {
  const { registry, plan } = state;
  const owner = registry.plugins.find((plugin) => plugin.backends?.includes(backend));
  const cx: EmitContext = {
    ask: (facet, node, context) => registry.ask(facet, node, context),
    report: state.report,
    target: plan.target,
    hostOperations: state.host?.operations ?? [],
    get vectors() {
      return vectorsOf(state);
    },
  };
  const emit = (): Files => backend.emit(graphOf(state), cx);
  const emitted = owner ? onBehalfOf(owner, `backend '${backend.name}'`, emit) : emit();
  let bytes = 0;
  for (const [path, content] of emitted) {
    state.files.set(path, content);
    bytes += content.length;
  }
  return `${count(emitted.size, 'file')}, ${size(bytes)}`;
}
