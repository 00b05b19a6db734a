import { expect, it } from 'vitest';
import type { TextSink } from './console.ts';
import { isLive } from './console.ts';
import { liveLine, printDiagnostics, progressLine, stepPrinter } from './terminal.ts';

function sink(live: boolean): TextSink & { readonly text: () => string } {
  let all = '';
  return {
    live,
    columns: 20,
    write: (text) => {
      all += text;
    },
    text: () => all,
  };
}

const about = { step: 'streamline', index: 3, total: 11 };

it('writes a whole line after each step where nobody watches', async () => {
  const out = sink(false);
  const print = stepPrinter(out);
  await print({ kind: 'begin', ...about });
  expect(out.text()).toBe('');
  await print({ kind: 'end', ...about, summary: '27 nodes, 0 float ops', seconds: 0.2345 });
  expect(out.text()).toBe('Running step: streamline [3/11] … 27 nodes, 0 float ops (0.2 s)\n');
});

it('writes the beginning of a line before the step on a terminal, and redraws it', async () => {
  const out = sink(true);
  const print = stepPrinter(out);
  await print({ kind: 'begin', ...about });
  expect(out.text()).toContain('Running step: streamline [3/11] …');
  await print({ kind: 'end', ...about, summary: '27 nodes', seconds: 1 });
  expect(out.text().split('\r').at(-1)).toContain('Running step: streamline [3/11] … 27 nodes');
});

it('prints errors last, with their place and remedy', () => {
  const err = sink(false);
  printDiagnostics(err, [
    { code: 'A1', severity: 'error', message: 'broken', help: 'mend it', at: { file: 'x.json:1:2' } },
    { code: 'A2', severity: 'note', message: 'by the way' },
  ]);
  expect(err.text()).toBe('note A2: by the way\nerror A1: broken\n  in    x.json:1:2\n  help  mend it\n');
});

it('colours only on a terminal', () => {
  const [plain, live] = [sink(false), sink(true)];
  for (const each of [plain, live]) printDiagnostics(each, [{ code: 'A1', severity: 'error', message: 'broken' }]);
  expect(plain.text()).not.toContain('\u001b');
  expect(live.text()).toContain('\u001b[31merror A1\u001b[0m');
});

it('cuts a live line to the width of the terminal, and writes none elsewhere', () => {
  const [plain, live] = [sink(false), sink(true)];
  for (const each of [plain, live]) liveLine(each).show('x'.repeat(100));
  expect(plain.text()).toBe('');
  expect(live.text().match(/x/g)).toHaveLength(19);
});

it('tells progress often on a terminal, and by a line now and then elsewhere', () => {
  const [plain, live] = [sink(false), sink(true)];
  for (const each of [plain, live]) {
    let time = 0;
    const line = progressLine(each, () => time);
    for (; time <= 11_000; time += 10) line.show(() => String(time));
    line.clear();
  }
  expect(plain.text()).toBe('5000\n10000\n');
  expect(live.text().split('\r').length).toBe(11_000 / 50 + 3);
});

it.each([
  [{ isTTY: true }, {}, true],
  [{ isTTY: false }, {}, false],
  [{}, {}, false],
  [{ isTTY: true }, { NO_COLOR: '1' }, false],
  [{ isTTY: true }, { NO_COLOR: '' }, true],
  [{ isTTY: true }, { CI: 'true' }, false],
  [{ isTTY: true }, { TERM: 'dumb' }, false],
])('a stream %j with %j is live: %s', (stream, env, live) => {
  expect(isLive(stream, env)).toBe(live);
});
