import { markdownTable } from '../markdown.ts';
import { posterDesigns } from './designs.ts';
import { measuredTimes, type PosterModel } from './measure.ts';

const clockMhz = 200;
/** Bits that the port of the board moves in a cycle. */
const portBits = 64;

/** The designs of the poster, as Verilator measured them or, where it has not run, as the cycle model says. */
export function posterTable(models: readonly PosterModel[]): string {
  const rows = models.map((model) => {
    const { published } = posterDesigns.find(({ name }) => name === model.name)!;
    const measured = measuredTimes(model);
    const times = measured ?? model;
    const fps = (clockMhz * 1e6) / times.interval;
    const gigabits = (model.words * model.wordBits * fps) / 1e9;
    const pixels = (model.words * model.wordBits * 8 * fps) / 1e9;
    return [
      model.name,
      measured ? 'Verilator' : 'model',
      cycles(times.interval),
      cycles(fps),
      cycles(published.fps),
      `${(100 * (fps / published.fps - 1)).toFixed(1)} %`,
      `${cycles(times.firstOutput)} / ${cycles(times.latency)}`,
      micros(times.latency),
      String(published.latencyUs),
      cycles(model.sumOfLayers),
      `${model.words} × ${model.wordBits}`,
      `${gigabits.toFixed(2)}${model.name.startsWith('cnv') ? '' : `, as bytes ${pixels.toFixed(2)}`}`,
    ];
  });
  return `# The designs of the poster

Written by \`npm run bench -- poster --write\`; not edited by hand. Six designs on a ZC706 at ${clockMhz} MHz (Umuroglu et al., FINN,
arXiv:1612.07119), with finnc's RTL and the foldings in [poster/](poster); two of them also in foldings that alternate NF = 1
and SF = 1, so that a layer starts on the first word of the one before. \`--verilator NAME\` builds a design, compares every
word with the simulator and keeps its times, which a test holds the model to.

Published latencies are sums of the layers' intervals, or close to them. Layers overlap: a layer starts on the first word that comes,
and its own words go on before it has ended. What is left is the time until each layer has read what its first result needs.
A layer that replays its input for other rows (NF > 1 with SF > 1) gives its last results one interval after its input is
complete, and so adds an interval; with NF = 1 or SF = 1 it does not.

_Latency_: first and last word out, in cycles from the first in which a word can enter, one frame by itself. _Sum of layers_:
the cycles that a frame occupies each layer, added up; what is above the latency is overlap. _Port_: a frame's bits as they
enter × rate; the port of the board moves ${((portBits * clockMhz) / 1000).toFixed(1)} Gb/s. The designs of dense layers take a bit a pixel
(\`--input-quantiser host\`); as bytes, the pixels of SFC-max would need six times what the port has.

${markdownTable(
  [
    'design',
    'times by',
    'interval',
    'FPS',
    'published',
    'more',
    'latency, first / last',
    'µs',
    'published µs',
    'sum of layers',
    'words a frame × bits',
    'port, Gb/s',
  ],
  rows,
)}
`;
}

const cycles = (count: number): string => count.toLocaleString('en-US', { maximumFractionDigits: 1 });
const micros = (count: number): string => (count / clockMhz).toFixed(2);
