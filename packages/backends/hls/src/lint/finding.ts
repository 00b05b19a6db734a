/** One place where a text breaks a rule for synthesis. */
export interface Finding {
  /** Kebab-case name of the rule, stable for tests. */
  readonly rule: string;
  /** 1-based. */
  readonly line: number;
  readonly message: string;
}

export function lineAt(text: string, index: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i !== -1 && i < index; i = text.indexOf('\n', i + 1)) line++;
  return line;
}
