/** One option of a pass: its unit and its default; without a default it must be given. */
export interface OptionSpec<T> {
  readonly describe: string;
  readonly unit?: string;
  readonly default?: T;
  readonly required?: boolean;
  /** The value of text, or undefined if it is not one. */
  parse(text: string): T | undefined;
  check(value: unknown): value is T;
}
export interface RequiredOption<T> extends OptionSpec<T> {
  readonly required: true;
}
// `any`: a table of options is heterogeneous, and OptionSpec is invariant in its value.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type OptionTable = Readonly<Record<string, OptionSpec<any>>>;
type ValueOf<S> = S extends OptionSpec<infer T> ? T : never;
type RequiredKeys<O extends OptionTable> = {
  [K in keyof O]: O[K] extends { readonly required: true } ? K : never;
}[keyof O];
export type Resolved<O extends OptionTable> = { readonly [K in keyof O]: ValueOf<O[K]> };
export type Given<O extends OptionTable> = { readonly [K in RequiredKeys<O>]: ValueOf<O[K]> } & {
  readonly [K in Exclude<keyof O, RequiredKeys<O>>]?: ValueOf<O[K]> | undefined;
};

interface About {
  readonly describe: string;
  readonly unit?: string;
}

const parseNumber = (text: string): number | undefined =>
  text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined;
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const parseBoolean = (text: string): boolean | undefined =>
  text === 'true' ? true : text === 'false' ? false : undefined;

export const option = {
  number: (about: About): RequiredOption<number> => ({ ...about, required: true, parse: parseNumber, check: isNumber }),
  numberOr: (value: number, about: About): OptionSpec<number> => ({
    ...about,
    default: value,
    parse: parseNumber,
    check: isNumber,
  }),
  flag: (value: boolean, about: About): OptionSpec<boolean> => ({
    ...about,
    default: value,
    parse: parseBoolean,
    check: isBoolean,
  }),
  choice: <const T extends string>(values: readonly T[], value: NoInfer<T>, about: About): OptionSpec<T> => ({
    ...about,
    describe: `${about.describe}: ${values.join(', ')}`,
    default: value,
    parse: (text) => values.find((known) => known === text),
    check: (given): given is T => values.some((known) => known === given),
  }),
  /** A value only a program can give, such as a parsed folding file. */
  value: <T>(value: T, about: About): OptionSpec<T> => ({
    ...about,
    default: value,
    parse: () => undefined,
    check: (_given): _given is T => true,
  }),
};

/** camelCase in TypeScript, kebab-case in text. */
export const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
