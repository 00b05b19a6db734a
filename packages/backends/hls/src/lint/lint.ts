import { type Finding, lineAt } from './finding.ts';
import { lintLoops } from './loops.ts';
import { stripToSynthesis } from './strip.ts';
import { lintText } from './text-rules.ts';
import { lintTop } from './top.ts';

/** A promise to the scheduler is only as good as its proof, which must stand in the lines above it. */
function lintPromises(source: string): Finding[] {
  return [...source.matchAll(/#pragma HLS DEPENDENCE\b/g)].flatMap(({ index }) => {
    const above = source.slice(0, index).split('\n').slice(-5).join('\n');
    if (/\/\/.*Proof:/.test(above)) return [];
    return [{ rule: 'proven-dependence', line: lineAt(source, index), message: 'DEPENDENCE without a proof above it' }];
  });
}

/**
 * Checks HLS C++ text against the rules synthesis needs and a host compiler cannot see. It knows the shape of finnc's
 * own text only; it is no C++ parser.
 *
 * @param source   a header, or a top-level file
 * @param options  `top`: name of the top function, if the file defines it
 * @returns        findings in the order of their lines; empty if the text is clean
 */
export function lintHls(source: string, options: { readonly top?: string } = {}): readonly Finding[] {
  const code = stripToSynthesis(source);
  const top = options.top === undefined ? [] : lintTop(code, options.top);
  return [...lintText(code), ...lintLoops(code), ...lintPromises(source), ...top].sort((a, b) => a.line - b.line);
}
