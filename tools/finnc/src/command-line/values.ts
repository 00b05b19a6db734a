import { InvalidArgumentError, Option } from 'commander';

/** Each use of a repeated option adds one. */
export const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('it must be a whole number.');
  return Number(text);
}

export function positiveNumber(text: string): number {
  const value = wholeNumber(text);
  if (value === 0) throw new InvalidArgumentError('it must be at least 1.');
  return value;
}

/** Numbers with commas between them, as `--mean` takes them. */
export function numbers(text: string): readonly number[] {
  const values = text.split(',').map((part) => (part.trim() === '' ? NaN : Math.fround(Number(part))));
  if (!values.every(Number.isFinite)) throw new InvalidArgumentError('it must be numbers with commas.');
  return values;
}

export function divisors(text: string): readonly number[] {
  const values = numbers(text);
  if (values.includes(0)) throw new InvalidArgumentError('it divides, so none may be 0.');
  return values;
}

export const plugin = (): Option =>
  new Option('--plugin <package|path>', 'load a plugin; may be repeated').argParser((value: string, before: unknown) =>
    collect(value, before as readonly string[] | undefined),
  );
export const debug = (): Option => new Option('--debug', 'show where errors were thrown');
