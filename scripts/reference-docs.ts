// Writes docs/generated/*.md from the definitions of ops, layers, passes and diagnostics.
//
//   node --import tsx --conditions=@finnc/source scripts/reference-docs.ts           writes them
//   node --import tsx --conditions=@finnc/source scripts/reference-docs.ts --check   says which are out of date
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Registry, standardPlugins } from 'finnc';
import { diagnosticEntries, kebab, type OpDef, type OptionTable } from 'finnc/plugin';
import { folding, layerKind, operationCounts, resources, streams, timing } from 'finnc/plugin';
import { hls, kernel, scaledInteger } from 'finnc/plugin';

const folder = path.resolve(import.meta.dirname, '../docs/generated');
const registry = new Registry([...standardPlugins]);
const head = '<!-- Written by scripts/reference-docs.ts; change the definitions instead. -->\n\n';
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const table = (titles: readonly string[], rows: readonly (readonly string[])[]): string =>
  [titles, titles.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');

const attributesOf = (op: OpDef): string => {
  const rows = Object.entries(op.attrs).map(([key, spec]) => {
    const { describe, default: value } = spec as { describe: string; default?: unknown };
    return [`\`${key}\``, describe, value === undefined ? 'must be given' : `\`${String(spec.print(value))}\``];
  });
  return rows.length === 0 ? 'No attributes.' : table(['attribute', 'value', 'default'], rows);
};
const signature = ({ name, operands, results }: OpDef): string => {
  const names = Object.entries(operands).map(([key, { constant }]) => (constant ? `${key} (constant)` : key));
  return `\`${name}\`: ${names.join(', ')} → ${results.join(', ')}`;
};
const opSection = (op: OpDef, more = ''): string =>
  `### ${op.name}\n\n${op.summary}\n\n${signature(op)}\n\n${attributesOf(op)}${more}`;
const isLayer = (op: OpDef): boolean => registry.answers(layerKind.id, op.name);
const all = [...registry.ops.values()];

function ops(): string {
  const own = all.filter((op) => !isLayer(op));
  const sources = new Map<string, string[]>();
  for (const { domain, opType } of registry.importers.values()) {
    sources.set(opType, [...(sources.get(opType) ?? []), domain === '' ? 'ai.onnx' : domain]);
  }
  const imported = [...sources]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([op, domains]) => [`\`${op}\``, domains.join(', ')]);
  const integer = own.filter((op) => registry.answers(scaledInteger.id, op.name)).map(({ name }) => `\`${name}\``);
  return `# Operators

## In ONNX files

${table(['operator', 'domains'], imported)}

## In graphs: the qnn dialect

Ops that streamline can describe as scaled integers: ${integer.join(', ')}.

${own.map((op) => opSection(op)).join('\n\n')}
`;
}

function layers(): string {
  const facets = [streams, folding, layerKind, timing, resources, operationCounts, hls, kernel];
  const answered = (op: OpDef): string =>
    facets
      .filter(({ id }) => registry.answers(id, op.name))
      .map(({ id }) => `\`${id}\``)
      .join(', ');
  return `# Hardware layers

Channels last; see [the conventions](../hardware-conventions.md). \`pe\` and \`simd\` are chosen by the pass \`fold\`.

${all
  .filter(isLayer)
  .map((op) => opSection(op, `\n\nAnswers: ${answered(op)}.`))
  .join('\n\n')}
`;
}

const optionsOf = (options: OptionTable): string => {
  const rows = Object.entries(options).map(([key, spec]) => {
    const { describe, unit = '', default: value } = spec as { describe: string; unit?: string; default?: unknown };
    return [
      `\`${kebab(key)}\``,
      describe,
      unit,
      value === undefined ? 'required' : `\`${typeof value === 'number' ? String(value) : JSON.stringify(value)}\``,
    ];
  });
  return rows.length === 0 ? 'No options.' : table(['option', 'meaning', 'unit', 'default'], rows);
};

const passes = (): string => `# Passes

In the order in which a build runs them; a pipeline in text names them like this: \`tidy-up,streamline,fold{target-cycles=20000}\`.

${[...registry.passes.values()]
  .map(
    ({ passName, summary, needs, gives, options }) =>
      `## ${passName}\n\n${summary}\n\nStage: ${needs === gives ? `stays in \`${needs}\`` : `\`${needs}\` to \`${gives}\``}.\n\n${optionsOf(options)}`,
  )
  .join('\n\n')}
`;

function diagnostics(): string {
  const entries = standardPlugins
    .flatMap((plugin) => (plugin.diagnostics ?? []).flatMap(diagnosticEntries))
    .sort((a, b) => (a.code < b.code ? -1 : 1));
  const words = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const rows = entries.map(({ code, severity, name, explain = '' }) => [`\`${code}\``, severity, words(name), explain]);
  return `# Diagnostics

What finnc tells users, by code. \`finnc explain CODE\` prints the long form. The first error decides the exit code.

${table(['code', 'severity', 'about', 'meaning'], rows)}
`;
}

const pages = new Map([
  ['ops.md', ops()],
  ['layers.md', layers()],
  ['passes.md', passes()],
  ['diagnostics.md', diagnostics()],
]);
const stale = [...pages].filter(([name, text]) => {
  const file = path.join(folder, name);
  return !existsSync(file) || readFileSync(file, 'utf8') !== head + text;
});
if (process.argv.includes('--check')) {
  for (const [name] of stale)
    process.stdout.write(`docs/generated/${name} is out of date: run scripts/reference-docs.ts\n`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of stale) writeFileSync(path.join(folder, name), head + text);
}
