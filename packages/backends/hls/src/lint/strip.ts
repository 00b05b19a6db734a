const blank = (text: string): string => text.replace(/[^\n]/g, ' ');

/** Conditions of `#if` lines whose first branch only a host compiler sees. */
const hostOnly = /^\s*#\s*(ifndef\s+__SYNTHESIS__|if\s+FINNC_HOST\b|if\b.*!\s*defined\s*\(\s*__SYNTHESIS__)/;
const synthesisOnly = /^\s*#\s*(ifdef\s+__SYNTHESIS__|if\s+defined\s*\(\s*__SYNTHESIS__\s*\)\s*$)/;

/**
 * What synthesis sees: comments, string contents, host-only branches and preprocessor lines other than `#pragma` and
 * `#define` are blanked; every character keeps its line.
 */
export function stripToSynthesis(source: string): string {
  const code = source
    .replace(/\/\*[\s\S]*?\*\//g, blank)
    .replace(/\/\/[^\n]*/g, blank)
    .replace(/"(?:[^"\\\n]|\\.)*"/g, (literal) => `"${' '.repeat(literal.length - 2)}"`);

  const open: { seen: boolean; flips: boolean }[] = [];
  return code
    .split('\n')
    .map((line) => {
      if (/^\s*#\s*if/.test(line)) {
        const host = hostOnly.test(line);
        open.push({ seen: !host, flips: host || synthesisOnly.test(line) });
        return blank(line);
      }
      const branch = open.at(-1);
      if (branch && /^\s*#\s*(else|elif)\b/.test(line)) {
        if (branch.flips) branch.seen = !branch.seen;
        return blank(line);
      }
      if (branch && /^\s*#\s*endif\b/.test(line)) {
        open.pop();
        return blank(line);
      }
      const seen = open.every((b) => b.seen);
      return seen && !/^\s*#\s*include\b/.test(line) ? line : blank(line);
    })
    .join('\n');
}

/** Index just past the bracket that closes the one at `open`, or the text's end. */
export function closing(text: string, open: number): number {
  const pairs: Record<string, string> = { '(': ')', '{': '}', '[': ']', '<': '>' };
  const left = text[open] ?? '';
  const right = pairs[left];
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === left) depth++;
    else if (text[i] === right && --depth === 0) return i + 1;
  }
  return text.length;
}
