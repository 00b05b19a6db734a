import { suggest, kebab, Registry, type OpDef, type PassFactory } from '@finnc/ir';
import { layerKind } from '@finnc/ir/hw';
import type { Console } from '../console.ts';
import { driverDiagnostics } from '../diagnostics.ts';
import { exitCodeOf, exitCodes, type ExitCode } from '../exit-code.ts';
import { standardPlugins } from '../standard.ts';
import { printDiagnostics } from '../terminal.ts';
import { loadPlugins, type CommonFlags } from './context.ts';

const listable = ['ops', 'layers', 'passes', 'backends', 'boards'] as const;
type Listable = (typeof listable)[number];
const isListable = (name: string): name is Listable => (listable as readonly string[]).includes(name);

export interface ListFlags extends CommonFlags {
  readonly json?: boolean;
}

interface Item {
  readonly name: string;
  readonly summary: string;
  readonly details: Readonly<Record<string, unknown>>;
  /** Lines below the item. */
  readonly more?: readonly string[];
}

/** `finnc list ops|layers|passes|backends|boards`: what finnc and the loaded plugins bring. */
export async function list(console: Console, what: string | undefined, flags: ListFlags): Promise<ExitCode> {
  if (what === undefined || !isListable(what)) {
    const suggestion = what === undefined ? undefined : suggest(what, listable);
    const help = suggestion === undefined ? `lists are ${listable.join(', ')}` : `did you mean '${suggestion}'?`;
    const reason = what === undefined ? "'finnc list' needs the name of a list" : `there is no list of '${what}'`;
    const problem = driverDiagnostics.usage({ reason, help });
    printDiagnostics(console.err, [problem]);
    return exitCodeOf([problem]);
  }
  const { plugins, diagnostics } = await loadPlugins(console, flags.plugin ?? [], flags.debug);
  const registry = new Registry([...standardPlugins, ...plugins]);
  const items = itemsOf(registry, what);
  const problems = [...diagnostics, ...registry.problems];
  printDiagnostics(console.err, problems);
  if (flags.json) {
    const rows = items.map(({ name, summary, details }) => ({ name, summary, ...details }));
    console.out.write(`${JSON.stringify(rows, undefined, 2)}\n`);
  } else {
    const width = Math.max(...items.map(({ name }) => name.length));
    for (const { name, summary, more = [] } of items) {
      console.out.write(
        `${name.padEnd(width)}  ${summary}\n${more.map((line) => `${' '.repeat(width)}    ${line}\n`).join('')}`,
      );
    }
  }
  return problems.length > 0 ? exitCodeOf(problems) : exitCodes.ok;
}

function itemsOf(registry: Registry, what: Listable): readonly Item[] {
  switch (what) {
    case 'ops':
      return [
        ...sourceOperators(registry),
        ...[...registry.ops.values()].filter((op) => !isLayer(registry, op)).map(opItem),
      ];
    case 'layers':
      return [...registry.ops.values()].filter((op) => isLayer(registry, op)).map(opItem);
    case 'passes':
      return [...registry.passes.values()].map(passItem);
    case 'backends':
      return [...registry.backends.values()].map(({ name, summary }) => ({ name, summary, details: {} }));
    case 'boards':
      return registry.boards.map(({ name, summary, part, clockMhz, device }) => ({
        name,
        summary: `${summary}; ${part}, ${clockMhz} MHz, ${device.chip.lut} LUT, ${device.chip.bram18} BRAM18, ${device.chip.dsp} DSP`,
        details: { part, clockMhz, ...device.chip },
      }));
  }
}

const isLayer = (registry: Registry, op: OpDef): boolean => registry.answers(layerKind.id, op.name);

/** What may stand in an ONNX file. */
const sourceOperators = (registry: Registry): readonly Item[] => {
  const domains = new Map<string, string[]>();
  for (const { domain, opType } of registry.importers.values())
    domains.set(opType, [...(domains.get(opType) ?? []), domain]);
  return [...domains].map(([name, found]) => ({
    name,
    summary: `ONNX operator, domain ${found.map((domain) => domain || 'ai.onnx').join(', ')}`,
    details: { domains: found },
  }));
};

function opItem(op: OpDef): Item {
  const attributes = Object.entries(op.attrs).map(
    ([key, spec]) =>
      `${key}: ${spec.describe}${spec.default === undefined ? '' : `, default ${spec.print(spec.default)}`}`,
  );
  return {
    name: op.name,
    summary: op.summary,
    details: { operands: Object.keys(op.operands), attributes },
    more: attributes,
  };
}

function passItem({ passName, summary, options, needs, gives }: PassFactory): Item {
  const described = Object.entries(options)
    // Options that are no scalars can only be given by a program.
    .filter(([, { default: value }]) => typeof value !== 'object')
    .map(([key, { describe, unit, default: value }]) => {
      const fallback =
        value === undefined ? 'required' : value === Infinity ? 'no limit by default' : `default ${String(value)}`;
      return `${kebab(key)}: ${describe}${unit === undefined ? '' : `, ${unit}`}, ${fallback}`;
    });
  return {
    name: passName,
    summary: `${summary} (${needs === gives ? needs : `${needs} to ${gives}`})`,
    details: { needs, gives, options: described },
    more: described,
  };
}
