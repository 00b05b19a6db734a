import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { generated } from '../cases.test.support.ts';
import { recordingSink } from '../console.test.support.ts';
import { simulateCommand, type SimulateFlags } from './simulate.ts';

const folder = mkdtempSync(join(tmpdir(), 'finnc-simulate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Layers of a third party: `stage` gathers `fold` words and gives as many, `split` and `join` fork and add. */
writeFileSync(
  join(folder, 'plugin.mjs'),
  `import { attr, cycles, defineOp, definePlugin, layerKind, loop, operand, sizeOf, streams } from 'finnc/plugin';
const same = { attrs: { fold: attr.int({ min: 1, default: 1 }) }, infer: ({ x }) => ({ y: x.type }), evaluate: ({ x }) => ({ y: x }) };
const stage = defineOp({ name: 'acme.stage', summary: 'S', operands: { x: operand.value }, results: ['y'], ...same });
const split = defineOp({ name: 'acme.split', summary: 'S', operands: { x: operand.value }, results: ['y', 'z'], ...same,
  infer: ({ x }) => ({ y: x.type, z: x.type }), evaluate: ({ x }) => ({ y: x, z: x }) });
const join = defineOp({ name: 'acme.join', summary: 'J', operands: { x: operand.value, w: operand.value }, results: ['y'], ...same });
const pipeline = { stall: 'credit', latency: 2, credits: 3 };
const all = [stage, split, join];
const streamOf = ({ type }) => ({ elem: type.elem, lanes: 1, beats: sizeOf(type.shape) });
const each = (values) => Object.fromEntries(Object.entries(values).map(([key, value]) => [key, streamOf(value)]));
const actor = (schedule) => ({ actors: [{ name: 'all', schedule, pipeline }] });
const beats = ({ operand }) => sizeOf(operand.x.type.shape);
export default definePlugin({
  name: 'acme',
  ops: all,
  facets: [
    ...all.flatMap((op) => [
      streams.for(op, ({ operand, result }) => ({ inputs: each(operand), outputs: each(result) })),
      layerKind.for(op, () => ({ kind: op.name, variant: 'hls' })),
    ]),
    cycles.for(stage, (node) => {
      const { fold } = node.attrs;
      const vector = [loop(fold - 1, { read: ['x'] }), { read: ['x'], write: ['y'] }, loop(fold - 1, { write: ['y'] })];
      return actor([loop(beats(node) / fold, ...vector)]);
    }),
    cycles.for(split, (node) => actor([loop(beats(node), { read: ['x'], write: ['y', 'z'] })])),
    cycles.for(join, (node) => actor([loop(beats(node), { read: ['x', 'w'], write: ['y'] })])),
  ],
});
`,
);
const chain = (depth: number): string => `graph(%x: uint4[1,16]) {
  %a = acme.stage(%x) {fold = 8} as "Stage_0"
  %b = hw.fifo(%a) {depth = ${depth}, lanes = 1} as "StreamingFIFO_0"
  %y = acme.stage(%b) {fold = 4} as "Stage_1"
  return %y
}
`;
const diamond = `graph(%x: uint4[1,16]) {
  %f, %g = acme.split(%x) as "Split_0"
  %a = hw.fifo(%f) {depth = 2, lanes = 1} as "StreamingFIFO_0"
  %b = hw.fifo(%g) {depth = 2, lanes = 1} as "StreamingFIFO_1"
  %c = acme.stage(%b) {fold = 16} as "Stage_0"
  %y = acme.join(%a, %c) as "Join_0"
  return %y
}
`;

async function simulated(
  file: string,
  flags: SimulateFlags = {},
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const console = { cwd: folder, env: {}, out: recordingSink(out), err: recordingSink(err) };
  const code = await simulateCommand(console, file, { plugin: ['./plugin.mjs'], ...flags });
  return { code, out: out.join(''), err: err.join('') };
}
const graph = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return name;
};

describe('finnc simulate --cycles', () => {
  it('tells the four figures, layers and streams of a design of a third party', async () => {
    const { code, out, err } = await simulated(graph('chain.fnir', chain(8)));
    expect(`${code}${err}`).toBe('0');
    expect(out).toMatch(/^layer +firings +busy +waits inside +cycles alone$/m);
    expect(out).toMatch(/^Stage_0 +30 +100.0 % +30$/m);
    expect(out).toMatch(/^StreamingFIFO_0 +16 +8 /m);
    expect(out).toMatch(/^interval +30 cycles, .* us a frame, for ever$/m);
    expect(out).toMatch(/^critical +30 Stage_0 works$/m);
    expect(out).toMatch(/^bound +Stage_0 takes 30 cycles by itself; the design is as fast as its slowest part$/m);
  });

  it('gives the fields of a bench in JSON, for as many frames as wanted', async () => {
    const { out } = await simulated(graph('chain.fnir', chain(8)), { json: true, frames: 10, board: 'ZC706' });
    const told = JSON.parse(out) as Record<string, number>;
    expect(told).toMatchObject({ exitCode: 0, frames: 10, interval: 30, clockMhz: 200, diagnostics: [] });
    expect(told['fps']).toBeCloseTo(200e6 / 30);
    expect(told['lastOutput']! - told['firstOutput']!).toBeGreaterThanOrEqual(9 * 30);
  });

  it('writes a timeline that a viewer of waves reads', async () => {
    await simulated(graph('chain.fnir', chain(8)), { vcd: 'chain.vcd' });
    const vcd = readFileSync(join(folder, 'chain.vcd'), 'utf8');
    expect(vcd).toContain('$var integer 32 " StreamingFIFO_0 $end');
    const times = [...vcd.matchAll(/^#(\d+)$/gm)].map(([, time]) => Number(time));
    expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
    const unwritable = await simulated(graph('chain.fnir', chain(8)), { vcd: 'nowhere/chain.vcd' });
    expect(unwritable.err).toContain("'nowhere/chain.vcd'");
  });

  it('explains a deadlock by the circle of waits, and names the depth that ends it', async () => {
    const { code, err } = await simulated(graph('diamond.fnir', diamond));
    expect(code).toBe(5);
    expect(err).toContain('error FINNC5903: the design stands still for ever: ');
    expect(err).toMatch(/Split_0 waits for Join_0 to empty 'StreamingFIFO_0'/);
    const [, depth] = /'StreamingFIFO_0' to (\d+) words/.exec(err) ?? [];
    const freed = diamond.replace('depth = 2', `depth = ${depth ?? ''}`);
    expect((await simulated(graph('freed.fnir', freed))).code).toBe(0);
    const short = diamond.replace('depth = 2', `depth = ${Number(depth) - 1}`);
    expect((await simulated(graph('short.fnir', short))).err).toContain('FINNC5903');
  });

  it('warns where a deep FIFO fills so slowly that nothing repeats', async () => {
    const slow = chain(4096)
      .replace('fold = 8', 'fold = 2')
      .replace('fold = 4', 'fold = 8')
      .replace('fold = 2', 'fold = 4');
    const { code, err, out } = await simulated(graph('slow.fnir', slow));
    expect(code).toBe(0);
    expect(err).toContain('warning FINNC5904: no state repeated within 256 frames');
    expect(out).toMatch(/^interval +30 cycles, .* us a frame$/m);
  });

  it('refuses a graph without streams, and names layers that have no model', async () => {
    const unfolded = graph('unfolded.fnir', diamond.replace('%g = acme', '%h = acme').replace('(%g)', '(%f)'));
    expect((await simulated(unfolded)).err).toContain('the graph is not in stage folded: 2 readers share');
    writeFileSync(join(folder, 'tiny.onnx'), generated['tiny.onnx']!());
    const tiny = await simulated('tiny.onnx', { plugin: [], fps: 1e6 });
    // A build has a model once its layers do.
    if (tiny.code !== 0) expect(tiny.err).toMatch(/^error FINNC5901: no cycle model of 'hw\.\w+': /m);
  });
});
