import { suggest, type Diagnostic } from '@finnc/ir';
import { driverDiagnostics } from '../diagnostics.ts';

/** Which states `--print-after` asks for: all, or some by name. */
export interface PrintAfter {
  wants(name: string): boolean;
  readonly problems: readonly Diagnostic[];
}

/**
 * Reads `--print-after`: names with commas, or `all`; names that leave no graph are problems.
 *
 * @param known   what leaves a graph, in order
 * @param what    what that is, in messages: 'step', 'pass'
 * @param expand  other names for some of it: FINN's for steps
 */
export function readPrintAfter(
  text: string | undefined,
  known: readonly string[],
  what: string,
  expand: (name: string) => readonly string[] = () => [],
): PrintAfter {
  if (text === undefined) return { wants: () => false, problems: [] };
  const wanted = new Set<string>();
  const problems = text.split(',').flatMap((item) => {
    const name = item.trim();
    const others = expand(name);
    const meant = name === 'all' || known.includes(name) ? [name] : others.filter((other) => known.includes(other));
    for (const one of meant) wanted.add(one);
    if (meant.length > 0) return [];
    const near = others.length > 0 ? undefined : suggest(name, [...known, 'all']);
    const help = near === undefined ? `${known.join(', ')} and all can be printed here` : `did you mean '${near}'?`;
    return driverDiagnostics.usage({ reason: `--print-after: no ${what} '${name}' leaves a graph here`, help });
  });
  return { wants: (name) => wanted.has('all') || wanted.has(name), problems };
}
