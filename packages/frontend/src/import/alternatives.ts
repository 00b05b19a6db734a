import type { Importer } from '@finnc/ir';

/** For operators people meet most often: the nearest thing that works today. */
const alternatives: Readonly<Record<string, string>> = {
  ConvTranspose: 'use a network without transposed convolution; it comes later',
};

/** What to do instead of an unsupported operator. */
export function nearest(opType: string, importers: ReadonlyMap<string, Importer>): string {
  const known = Object.hasOwn(alternatives, opType) ? alternatives[opType] : undefined;
  if (known !== undefined) return known;
  const names = [...new Set([...importers.values()].map((importer) => importer.opType))];
  const sameIgnoringCase = names.find((name) => name.toLowerCase() === opType.toLowerCase());
  if (sameIgnoringCase !== undefined) return `did you mean '${sameIgnoringCase}'?`;
  return "'finnc list ops' prints the operators that are supported; a plugin can add one with defineImporter";
}
