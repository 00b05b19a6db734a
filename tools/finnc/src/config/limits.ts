import { countedKeys, resourceNames, type Limits } from '@finnc/ir/hw';

/** Resources that can be limited, as users write them. */
export const limitNames = countedKeys.map((key) => resourceNames[key]);

/** `LUT=70%`, up to 100. */
export const limitPattern = new RegExp(`^(${limitNames.join('|')})=(100|\\d{1,2}(?:\\.\\d+)?)%$`, 'i');

/** Parts of resources; of one that is named twice, the smaller holds. */
export function readLimits(texts: readonly string[]): Limits {
  const limits: Partial<Record<(typeof countedKeys)[number], number>> = {};
  for (const text of texts) {
    const [, name, percent] = limitPattern.exec(text) ?? [];
    const key = countedKeys.find((each) => resourceNames[each].toLowerCase() === name?.toLowerCase());
    if (key) limits[key] = Math.min(limits[key] ?? Infinity, Number(percent) / 100);
  }
  return limits;
}
