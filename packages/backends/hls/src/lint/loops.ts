import { type Finding, lineAt } from './finding.ts';
import { closing } from './strip.ts';

interface Loop {
  readonly start: number;
  readonly end: number;
  readonly bound: string;
  readonly body: string;
  /** Pragmas that stand directly in the body. */
  readonly own: string;
  /** The body holds pragmas and one loop, nothing else. */
  readonly perfect: boolean;
}

function findLoops(code: string): Loop[] {
  return [...code.matchAll(/\bfor\s*\(/g)].map((match) => {
    const open = match.index + match[0].length - 1;
    const headEnd = closing(code, open);
    const [, condition = ''] = code.slice(open + 1, headEnd - 1).split(';');
    const brace = /^\s*\{/.exec(code.slice(headEnd));
    const bodyStart = brace ? headEnd + brace[0].length : headEnd;
    const end = brace ? closing(code, bodyStart - 1) : code.indexOf(';', headEnd) + 1;
    const body = code.slice(bodyStart, brace ? end - 1 : end);
    const inner = /\bfor\s*\(/.exec(body);
    const own = inner ? body.slice(0, inner.index) : body;
    return { start: match.index, end, bound: condition, body, own, perfect: isPerfect(body, inner?.index) };
  });
}

function isPerfect(body: string, inner: number | undefined): boolean {
  if (inner === undefined) return false;
  const before = body.slice(0, inner).replace(/#pragma[^\n]*/g, '');
  const open = body.indexOf('(', inner);
  const brace = body.indexOf('{', closing(body, open));
  const after = brace === -1 ? body : body.slice(closing(body, brace));
  return `${before}${after}`.trim() === '';
}

/** A name in lower case that is neither called, qualified nor the counter is a run-time value; constants are upper case. */
function isRunTime(bound: string): boolean {
  const [, limit = bound] = bound.split(/[<>]=?|!=/);
  return [...limit.matchAll(/(?<![\w:.])[a-z]\w*(?!\w*\s*[(:])/g)].length > 0;
}

/**
 * Every loop is pipelined with II = 1 in flp style, unrolled with a constant bound, or the outer one of a perfect nest;
 * what stands inside a pipeline is unrolled; run-time bounds carry a trip count for the reports.
 */
export function lintLoops(code: string): Finding[] {
  const findings: Finding[] = [];
  const loops = findLoops(code);
  for (const loop of loops) {
    const line = lineAt(code, loop.start);
    const report = (rule: string, message: string): void => void findings.push({ rule, line, message });
    const pipeline = /#pragma HLS PIPELINE\b([^\n]*)/.exec(loop.own);
    const unroll = /#pragma HLS UNROLL\b/.test(loop.own);
    const inPipeline = loops.some((outer) => {
      const inside = outer.start < loop.start && loop.end <= outer.end;
      return inside && /#pragma HLS PIPELINE\b/.test(outer.own);
    });

    if (!pipeline && !unroll && !loop.perfect) report('loop-directive', 'a loop with neither PIPELINE nor UNROLL');
    if (pipeline && !/\bII\s*=\s*1\b/.test(pipeline[1] ?? '')) report('initiation-interval', 'PIPELINE without II = 1');
    if (pipeline && !/\bstyle\s*=\s*flp\b/.test(pipeline[1] ?? '')) {
      report('flushable', 'PIPELINE without style = flp can hold finished data while its input starves');
    }
    if (inPipeline && !unroll) report('nested-in-pipeline', 'a loop inside a pipeline that is not unrolled');
    if (!isRunTime(loop.bound)) continue;
    if (unroll || inPipeline) report('constant-bound', `'${loop.bound.trim()}' is not constant`);
    else if (!/#pragma HLS LOOP_TRIPCOUNT\b/.test(loop.own)) {
      report('trip-count', `'${loop.bound.trim()}' is not constant and has no LOOP_TRIPCOUNT`);
    }
  }
  return findings;
}
