import { kebab, suggest, type Diagnostic, type Place } from '@finnc/ir';
import { parseNormalize } from '../data/normalize.ts';
import { configProblems } from './diagnostics.ts';
import { show } from './show.ts';
import { configKeys, fields, type BuildConfig, type ConfigKey } from './schema.ts';
import { allStepNames, resolveStep, stepNames, type StepName } from './steps.ts';

/** A configuration with everything there is to say about it; `config` is absent if any of that is an error. */
export interface ConfigResult {
  readonly config?: BuildConfig;
  readonly diagnostics: readonly Diagnostic[];
}

/** One of our keys with a value, and where a user finds it: the key's name there, and its place. */
export interface Entry {
  readonly value: unknown;
  /** The value as written, for messages. */
  readonly written: unknown;
  readonly source: string;
  at(...rest: readonly number[]): Place | undefined;
}

/**
 * Read a configuration from the options that commander parsed: camelCase, numbers and lists still text.
 *
 * Options that are no configuration keys (`json`, `verbose`) are left to their owners. `--no-check` arrives as
 * `check: false`, `--plugin` (repeatable) as `plugin` or `plugins`.
 */
export function fromFlags(flags: Readonly<Record<string, unknown>>): ConfigResult {
  const entries = new Map<ConfigKey, Entry>();
  const given = { ...flags, plugins: flags['plugins'] ?? flags['plugin'] };
  for (const key of configKeys) {
    const value: unknown = (given as Record<string, unknown>)[key];
    // Commander gives true for an option with a default value of its own, as --no-check implies for --check.
    if (value === undefined || (key === 'check' && value === true)) continue;
    const source = key === 'plugins' ? '--plugin' : `--${kebab(key)}`;
    entries.set(key, { value: fromText(key, value), written: value, source, at: () => undefined });
  }
  return validate(entries, []);
}

/** Options arrive as text: numbers to convert, lists with commas (or an option repeated) to split. */
function fromText(key: ConfigKey, value: unknown): unknown {
  if (key === 'mean' || key === 'std') {
    if (typeof value !== 'string') return value;
    const parts = value.split(',').map((part) => part.trim());
    return parts.map((part) => (part === '' || Number.isNaN(Number(part)) ? part : Number(part)));
  }
  if (key === 'backend' || key === 'steps' || key === 'plugins' || key === 'limit') {
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    return items.flatMap((item) => (typeof item === 'string' ? item.split(',').map((part) => part.trim()) : [item]));
  }
  const isNumber = key === 'clockMhz' || key === 'fps' || key === 'check' || key === 'dropConstant';
  return isNumber && typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value))
    ? Number(value)
    : value;
}

/** Later configurations win, key by key: defaults, then a file, then flags. */
export const mergeConfig = (...configs: readonly BuildConfig[]): BuildConfig =>
  configs.reduce<BuildConfig>((merged, config) => ({ ...merged, ...config }), {});

const choices = ['output', 'cost', 'objective', 'inputLayout', 'inputQuantiser', 'activations', 'signPadding'] as const;
const isChoice = (key: ConfigKey): key is (typeof choices)[number] => (choices as readonly string[]).includes(key);

/** Checks the values one by one; any error leaves no configuration. */
export function validate(entries: ReadonlyMap<ConfigKey, Entry>, earlier: readonly Diagnostic[]): ConfigResult {
  const diagnostics = [...earlier];
  const config: Record<string, unknown> = {};
  const vendor: string[] = [];
  for (const [key, entry] of entries) {
    const { value } = entry;
    if (key === 'steps' || key === 'startStep' || key === 'stopStep') {
      const steps = readSteps(key, value, entry, vendor);
      diagnostics.push(...steps.diagnostics);
      if (steps.value !== undefined) config[key] = steps.value;
      continue;
    }
    const { schema, expects } = fields[key];
    const checked = schema.safeParse(value);
    if (!checked.success) {
      const options = isChoice(key) ? fields[key].schema.options : [];
      const suggestion = typeof value === 'string' ? suggest(value, options) : undefined;
      diagnostics.push(
        configProblems.badValue({ key: entry.source, expects, found: show(entry.written), suggestion }, entry.at()),
      );
    } else if (key === 'normalize') {
      const { problem } = parseNormalize(String(value));
      if (problem) diagnostics.push({ ...problem, ...placed(entry.at()) });
      else config[key] = value;
    } else config[key] = key === 'check' ? Number(checked.data) : checked.data;
  }
  if (vendor.length > 0)
    diagnostics.push(configProblems.vendorSteps({ steps: [...new Set(vendor)] }, entries.get('steps')?.at()));
  const { startStep, stopStep, ...rest } = config as BuildConfig;
  if (startStep && stopStep && stepNames.indexOf(startStep) > stepNames.indexOf(stopStep)) {
    diagnostics.push(configProblems.stepOrder({ start: startStep, stop: stopStep }, entries.get('startStep')?.at()));
  }
  if (diagnostics.some(({ severity }) => severity === 'error')) return { diagnostics };
  const bounds = { ...(startStep ? { startStep } : {}), ...(stopStep ? { stopStep } : {}) };
  return { config: { ...rest, ...bounds }, diagnostics };
}

const placed = (at: Place | undefined): { readonly at?: Place } => (at ? { at } : {});

/** Our steps for a list of names, in our order, or the one that a start or stop name stands for. */
function readSteps(
  key: 'steps' | 'startStep' | 'stopStep',
  value: unknown,
  entry: Entry,
  vendor: string[],
): { readonly value?: readonly StepName[] | StepName; readonly diagnostics: readonly Diagnostic[] } {
  const names: readonly unknown[] = key === 'steps' && Array.isArray(value) ? value : [value];
  if (key === 'steps' && !Array.isArray(value)) {
    const details = { key: entry.source, expects: fields.steps.expects, found: show(value) };
    return { diagnostics: [configProblems.badValue(details, entry.at())] };
  }
  const diagnostics: Diagnostic[] = [];
  const chosen = new Set<StepName>();
  let bound: StepName | undefined;
  names.forEach((name, i) => {
    const at = key === 'steps' ? entry.at(i) : entry.at();
    if (typeof name !== 'string') {
      diagnostics.push(
        configProblems.badValue({ key: entry.source, expects: fields[key].expects, found: show(entry.written) }, at),
      );
      return;
    }
    const resolved = resolveStep(name);
    if (!resolved) {
      const details = { step: name, suggestion: suggest(name, allStepNames), known: stepNames.join(', ') };
      diagnostics.push(configProblems.unknownStep(details, at));
      return;
    }
    if (resolved.steps.length === 0) vendor.push(name);
    for (const step of resolved.steps) chosen.add(step);
    bound = key === 'startStep' ? resolved.start : resolved.stop;
  });
  if (diagnostics.length > 0) return { diagnostics };
  const steps = stepNames.filter((step) => chosen.has(step));
  const found = key === 'steps' ? (steps.length > 0 ? steps : undefined) : bound;
  if (found === undefined) return { diagnostics: [configProblems.noStepsLeft({ key: entry.source }, entry.at())] };
  return { value: found, diagnostics };
}
