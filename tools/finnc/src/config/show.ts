/** How a value is shown in a message: as JSON, shortened. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  // JSON has no infinities; what it cannot say at all (a function) has no place in a configuration.
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? typeof value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
