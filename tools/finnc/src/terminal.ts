import { renderDiagnostic, type Diagnostic } from '@finnc/ir';
import type { Paint, Style } from '@finnc/backend-report';
import type { StepEvent } from './compile-options.ts';
import type { TextSink } from './console.ts';

const codes = { red: 31, green: 32, yellow: 33, cyan: 36, bold: 1, dim: 2 } as const;
type Colour = keyof typeof codes;

const coloured = (sink: TextSink, colour: Colour, text: string): string =>
  sink.live ? `\u001b[${codes[colour]}m${text}\u001b[0m` : text;

const ofSeverity = { error: 'red', warning: 'yellow', note: 'cyan' } as const satisfies Record<
  Diagnostic['severity'],
  Colour
>;
const ofStyle = {
  heading: 'bold',
  dim: 'dim',
  bottleneck: 'yellow',
  good: 'green',
  bad: 'red',
} as const satisfies Record<Style, Colour>;

/** Colours for the report's table, none where nobody watches. */
export const painter =
  (sink: TextSink): Paint =>
  (style, text) =>
    coloured(sink, ofStyle[style], text);

/** Diagnostics as text, errors last, where people look first. */
export function printDiagnostics(sink: TextSink, diagnostics: readonly Diagnostic[]): void {
  const rank = { note: 0, warning: 1, error: 2 } as const;
  for (const diagnostic of diagnostics.toSorted((a, b) => rank[a.severity] - rank[b.severity])) {
    const [first = '', ...rest] = renderDiagnostic(diagnostic).split('\n');
    const head = coloured(sink, ofSeverity[diagnostic.severity], `${diagnostic.severity} ${diagnostic.code}`);
    const text = first.slice(`${diagnostic.severity} ${diagnostic.code}`.length);
    sink.write(`${[`${head}${text}`, ...rest].join('\n')}\n`);
  }
}

/**
 * Progress of a build, a line a step: `Running step: streamline [3/11] … 27 nodes, 0 float ops (0.2 s)`.
 *
 * On a terminal the beginning of the line stands there while the step runs; elsewhere whole lines are written.
 */
export function stepPrinter(sink: TextSink): (event: StepEvent) => Promise<void> {
  return async (event) => {
    const head = `Running step: ${event.step} [${event.index}/${event.total}] …`;
    if (event.kind === 'end') {
      const time = coloured(sink, 'dim', `(${event.seconds.toFixed(1)} s)`);
      sink.write(`${sink.live ? '\r\u001b[2K' : ''}${head} ${event.summary} ${time}\n`);
    } else if (sink.live) {
      sink.write(coloured(sink, 'cyan', head));
      // A step keeps the process busy, so the line must be out before it begins.
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
}

/** One line that is redrawn in place; nothing where nobody watches. */
export function liveLine(sink: TextSink): { show(text: string): void; clear(): void } {
  if (!sink.live) return { show: () => undefined, clear: () => undefined };
  return {
    show: (text) => {
      sink.write(`\r\u001b[2K${text.slice(0, sink.columns - 1)}`);
    },
    clear: () => {
      sink.write('\r\u001b[2K');
    },
  };
}

/** How often progress is told: where a line is redrawn, and where every line stays. */
const [redrawMilliseconds, lineMilliseconds] = [50, 5000];

/** Progress of long work: one line redrawn in place, and elsewhere, as in the log of a CI system, a line now and then. */
export function progressLine(
  sink: TextSink,
  now = () => performance.now(),
): { show(text: () => string): void; clear(): void } {
  const line = liveLine(sink);
  const every = sink.live ? redrawMilliseconds : lineMilliseconds;
  let next = now() + (sink.live ? 0 : every);
  return {
    show(text) {
      if (now() < next) return;
      next = now() + every;
      if (sink.live) line.show(text());
      else sink.write(`${text()}\n`);
    },
    clear: line.clear,
  };
}

/** `label       text`, aligned with the summary below the report's table. */
export const entry = (label: string, text: string): string => `${label.padEnd(10)}  ${text}`;
