import { decimal, type Paint } from '@finnc/backend-report';
import type { ActorReport, CriticalCycle, CriticalPart, CycleReport, QueueReport } from '@finnc/cycles';
import type { CycleResult } from '../commands/simulate.ts';
import { entry } from '../terminal.ts';
import { textTable, type Column } from '../text-table.ts';

const right = (heading: string): Column => ({ heading, align: 'right' });
const cycles = (value: number): string => (value === 0 ? '' : decimal(value));

/** A design in time for people: a row a layer, a row a stream, then the four figures. */
export function cyclesText(file: string, result: CycleResult, paint: Paint): string {
  const { figures, clockMhz, fps, bounds, critical } = result;
  const time = (count: number): string => `${decimal(count)} cycles, ${decimal(count / clockMhz)} us`;
  const [bound] = bounds;
  const lines = [
    entry('design', file),
    '',
    ...headed(layerTable(result), paint),
    '',
    ...headed(streamTable(result.queues), paint),
    '',
    entry('interval', `${time(figures.interval)} a frame${figures.period ? ', for ever' : ''}`),
    entry('rate', `${decimal(fps)} FPS at ${decimal(clockMhz)} MHz`),
    entry('first out', time(figures.firstOutput)),
    entry('latency', `${time(figures.latency)}, one frame in an empty design`),
    entry('fill', `${time(figures.fill)} until frames repeat`),
    entry('drain', `${time(figures.drain)} from the last word in to the last out`),
    ...(critical ? [entry('critical', criticalText(critical))] : []),
    ...(bound ? [entry('bound', boundText(bound.name, bound.interval, figures.interval))] : []),
  ];
  return `${lines.join('\n')}\n`;
}

const boundText = (name: string, least: number, interval: number): string =>
  least >= interval
    ? `${name} takes ${decimal(least)} cycles by itself; the design is as fast as its slowest part`
    : `${name} takes ${decimal(least)} cycles by itself; deeper FIFOs give up to ${decimal(100 * (interval / least - 1))} % more (size-fifos)`;

/** Parts of the critical cycle that are named; the rest is a sum. */
const shown = 4;
const about: Readonly<Record<CriticalPart['kind'], (name: string) => string>> = {
  firings: (name) => `${name} works`,
  pipeline: (name) => `in the pipeline of ${name}`,
  word: (name) => `a word through ${name}`,
  room: (name) => `room in ${name}`,
  actor: (name) => `after ${name}`,
  port: (name) => `the port of ${name}`,
};

function criticalText({ parts, frames }: CriticalCycle): string {
  const rest = parts.slice(shown).reduce((sum, part) => sum + part.cycles, 0);
  const named = parts.slice(0, shown).map(({ name, kind, cycles: count }) => `${decimal(count)} ${about[kind](name)}`);
  const all = [...named, ...(rest > 0 ? [`${decimal(rest)} elsewhere`] : [])].join(', ');
  return `${all}${frames === 1 ? '' : `, in ${frames} frames`}`;
}

function headed(rows: readonly string[], paint: Paint): readonly string[] {
  const [heading = '', ...rest] = rows;
  return [paint('heading', heading), ...rest];
}

function layerTable({ actors, bounds }: CycleReport): readonly string[] {
  const alone = new Map(bounds.map(({ name, interval }) => [name, interval]));
  const row = ({ name, layer, firings, utilisation, waiting }: ActorReport): readonly string[] => [
    name,
    decimal(firings),
    `${(100 * utilisation).toFixed(1)} %`,
    cycles(waiting),
    alone.has(layer) ? decimal(alone.get(layer)!) : '?',
  ];
  return textTable(
    [{ heading: 'layer' }, ...['firings', 'busy', 'waits inside', 'cycles alone'].map(right)],
    actors.map(row),
  );
}

function streamTable(queues: readonly QueueReport[]): readonly string[] {
  const row = ({ name, words, depth, high, starved, blocked }: QueueReport): readonly string[] => [
    name,
    decimal(words),
    String(depth),
    String(high),
    cycles(starved),
    cycles(blocked),
  ];
  return textTable(
    [{ heading: 'stream' }, ...['words', 'depth', 'most held', 'reader starves', 'writer blocked'].map(right)],
    queues.map(row),
  );
}
