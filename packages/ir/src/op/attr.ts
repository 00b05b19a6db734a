import { parseScalar, type ScalarType } from '../types/index.ts';

/** One attribute of an op: how it is checked, printed in `.fnir` and read back. */
export interface AttrSpec<T> {
  readonly describe: string;
  readonly default?: T;
  check(value: unknown): value is T;
  print(value: T): string;
  /** The value of `text`, or undefined if it is not one. */
  parse(text: string): T | undefined;
}
export type AttrValue<S> = S extends AttrSpec<infer T> ? T : never;

const withDefault = <T>(value: T | undefined): { readonly default?: T } =>
  value === undefined ? {} : { default: value };

interface Range {
  readonly min?: number;
  readonly max?: number;
}

const isIntIn =
  ({ min = -Infinity, max = Infinity }: Range) =>
  (value: unknown): value is number =>
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;

const rangeText = ({ min, max }: Range): string =>
  min === undefined && max === undefined ? '' : ` in [${min ?? '-∞'}, ${max ?? '∞'}]`;

export const attr = {
  int(options: Range & { readonly default?: number } = {}): AttrSpec<number> {
    const check = isIntIn(options);
    return {
      describe: `integer${rangeText(options)}`,
      ...withDefault(options.default),
      check,
      print: String,
      parse: (text) => (check(Number(text)) && text.trim() !== '' ? Number(text) : undefined),
    };
  },
  float(options: { readonly default?: number } = {}): AttrSpec<number> {
    return {
      describe: 'number',
      ...withDefault(options.default),
      check: (value): value is number => typeof value === 'number' && !Number.isNaN(value),
      print: (value) => (Object.is(value, -0) ? '-0' : String(value)),
      parse: (text) => (text.trim() === '' || Number.isNaN(Number(text)) ? undefined : Number(text)),
    };
  },
  bool(options: { readonly default?: boolean } = {}): AttrSpec<boolean> {
    return {
      describe: 'true | false',
      ...withDefault(options.default),
      check: (value): value is boolean => typeof value === 'boolean',
      print: String,
      parse: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
    };
  },
  ints(
    options: Range & { readonly default?: readonly number[]; readonly length?: number } = {},
  ): AttrSpec<readonly number[]> {
    const each = isIntIn(options);
    const check = (value: unknown): value is readonly number[] =>
      Array.isArray(value) && value.every(each) && (options.length === undefined || value.length === options.length);
    return {
      describe: `${options.length === undefined ? 'list' : `list of ${options.length}`} of integers${rangeText(options)}`,
      ...withDefault(options.default),
      check,
      print: (value) => `[${value.join(', ')}]`,
      parse(text) {
        const inner = /^\[(.*)\]$/.exec(text.trim())?.[1];
        if (inner === undefined) return undefined;
        const list =
          inner.trim() === '' ? [] : inner.split(',').map((entry) => (entry.trim() === '' ? NaN : Number(entry)));
        return check(list) ? list : undefined;
      },
    };
  },
  type(options: { readonly default?: ScalarType } = {}): AttrSpec<ScalarType> {
    return {
      describe: 'scalar type',
      ...withDefault(options.default),
      check: (value): value is ScalarType =>
        typeof value === 'object' && value !== null && 'kind' in value && 'name' in value,
      print: (value) => value.name,
      parse: parseScalar,
    };
  },
  oneOf<const T extends string>(values: readonly T[], options: { readonly default?: NoInfer<T> } = {}): AttrSpec<T> {
    const check = (value: unknown): value is T => values.includes(value as T);
    return {
      describe: values.join(' | '),
      ...withDefault<T>(options.default),
      check,
      print: String,
      parse: (text) => (check(text) ? text : undefined),
    };
  },
};
