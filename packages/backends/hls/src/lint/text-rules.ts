import { type Finding, lineAt } from './finding.ts';

const rules: readonly { rule: string; pattern: RegExp; message: string }[] = [
  { rule: 'no-allocation', pattern: /\b(new|delete|malloc|calloc|realloc|free)\b/g, message: 'dynamic memory' },
  { rule: 'no-library', pattern: /\bstd::\w+/g, message: 'the standard library' },
  { rule: 'no-exceptions', pattern: /\b(try|throw|catch)\b/g, message: 'an exception' },
  { rule: 'no-rtti', pattern: /\b(virtual|dynamic_cast|typeid)\b/g, message: 'run-time types' },
  { rule: 'no-function-pointer', pattern: /\(\s*\*\s*\w+\s*\)\s*\(/g, message: 'a function pointer' },
  { rule: 'counted-loops', pattern: /\b(while|do|goto)\b/g, message: 'only counted `for` loops have a trip count' },
  {
    rule: 'blocking-streams',
    pattern: /\.\s*(read_nb|write_nb|empty|full|size)\s*\(/g,
    message: 'a result that depends on timing',
  },
  { rule: 'integers-only', pattern: /\b(float|double)\b/g, message: 'floating point' },
];

/** Constructs that do not synthesise wherever they stand; `code` is stripped text. */
export function lintText(code: string): Finding[] {
  return rules.flatMap(({ rule, pattern, message }) =>
    [...code.matchAll(pattern)].map((match) => ({
      rule,
      line: lineAt(code, match.index),
      message: `'${match[0].trim()}': ${message}`,
    })),
  );
}
