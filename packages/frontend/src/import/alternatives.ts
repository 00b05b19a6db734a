import type { Importer } from '@finnc/ir';

/** What to do instead of an unsupported operator. */
export function nearest(opType: string, importers: ReadonlyMap<string, Importer>): string {
  const names = [...new Set([...importers.values()].map((importer) => importer.opType))];
  const sameIgnoringCase = names.find((name) => name.toLowerCase() === opType.toLowerCase());
  if (sameIgnoringCase !== undefined) return `did you mean '${sameIgnoringCase}'?`;
  return "'finnc list ops' prints the operators that are supported; a plugin can add one with defineImporter";
}
