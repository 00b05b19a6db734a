import { suggest, type Diagnostic, type Place } from '@finnc/ir';
import { validate, type ConfigResult, type Entry } from './build-config.ts';
import { configProblems } from './diagnostics.ts';
import { parseMapping } from './document.ts';
import { allFinnKeys, mappedKeys, outputBackends, outputName, unusedKeys } from './finn-keys.ts';
import { configKeys, fields, type ConfigKey } from './schema.ts';
import { show } from './show.ts';

/**
 * Read a configuration from JSON or YAML, with our keys, FINN's or FINN+'s; all violations are reported together.
 *
 * Paths come back as written: the caller resolves them against the file's folder.
 */
export function fromJsonOrYaml(text: string, fileName: string): ConfigResult {
  const parsed = parseMapping(text, fileName, 'configuration');
  if (!('document' in parsed)) return { diagnostics: parsed.problems };
  const { document } = parsed;
  const diagnostics: Diagnostic[] = [];
  const entries = new Map<ConfigKey, Entry>();
  const unused: string[] = [];
  const add = (key: ConfigKey, value: unknown, source: string, written = value): void => {
    const earlier = entries.get(key);
    if (earlier)
      diagnostics.push(configProblems.givenTwice({ first: earlier.source, second: source }, document.at([source])));
    else entries.set(key, { value, written, source, at: (...rest) => document.at([source, ...rest]) });
  };
  for (const [key, value] of document.root) {
    const mapped = mappedKeys.get(key);
    // FINN writes its own configuration out with null for what was not set.
    if (key === '$schema' || (value === null && isKnown(key))) continue;
    if (isOurs(key)) add(key, value, key);
    else if (mapped) add(mapped.key, mapped.convert ? mapped.convert(value) : value, key, value);
    else if (key === 'generate_outputs') {
      const outputs = backendsFor(value, (...rest) => document.at([key, ...rest]));
      diagnostics.push(...outputs.diagnostics);
      if (outputs.backends.length > 0) add('backend', outputs.backends, key);
    } else if (unusedKeys.has(key)) unused.push(key);
    else {
      const suggestion = suggest(key, [...configKeys, ...allFinnKeys]);
      diagnostics.push(configProblems.unknownKey({ key, suggestion }, document.at([key])));
    }
  }
  if (unused.length > 0) diagnostics.push(configProblems.unusedKeys({ keys: unused }, { file: fileName }));
  return validate(entries, diagnostics);
}

const isOurs = (key: string): key is ConfigKey => Object.hasOwn(fields, key);
const isKnown = (key: string): boolean => isOurs(key) || allFinnKeys.includes(key);

function backendsFor(
  value: unknown,
  at: (...rest: readonly number[]) => Place,
): { readonly backends: readonly string[]; readonly diagnostics: readonly Diagnostic[] } {
  const expects = `a list of ${[...outputBackends.keys()].join(', ')}`;
  if (!Array.isArray(value)) {
    return {
      backends: [],
      diagnostics: [configProblems.badValue({ key: 'generate_outputs', expects, found: show(value) }, at())],
    };
  }
  const diagnostics: Diagnostic[] = [];
  const backends = new Set<string>();
  const vendor: string[] = [];
  value.forEach((item: unknown, i) => {
    const name = outputName(item);
    if (name === undefined || !outputBackends.has(name)) {
      const suggestion = name === undefined ? undefined : suggest(name, outputBackends.keys());
      diagnostics.push(
        configProblems.badValue(
          { key: `generate_outputs[${i}]`, expects: 'an output of FINN', found: show(item), suggestion },
          at(i),
        ),
      );
      return;
    }
    const backend = outputBackends.get(name);
    if (backend === undefined) vendor.push(name);
    else backends.add(backend);
  });
  if (vendor.length > 0) diagnostics.push(configProblems.unusedOutputs({ outputs: vendor }, at()));
  return { backends: [...backends], diagnostics };
}
