// Renders what a command printed, plain text on standard input, as an SVG picture of a terminal:
//
//   COMMAND='npx finnc build examples/models/cnv-w1a1.onnx.gz --board ZC706 --fps 9000 --out build/cnv'
//   NO_COLOR=1 sh -c "$COMMAND" | node docs/images/terminal.mjs "$COMMAND" > docs/images/build.svg
import { readFileSync } from 'node:fs';

const command = process.argv[2] ?? '';
const output = readFileSync(0, 'utf8').replace(/\s+$/, '').split('\n');
const lines = command === '' ? output : [`$ ${command}`, ...output];

// A fixed advance a character keeps columns in line whatever font the viewer has.
const [advance, leading, margin, bar] = [7.8, 17, 16, 28];
const width = Math.ceil(Math.max(...lines.map((line) => [...line].length)) * advance) + 2 * margin;
const height = lines.length * leading + 2 * margin + bar;
const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const colour = (line) => {
  if (line.startsWith('$ ')) return '#9ecbff';
  if (line.startsWith('Running step')) return '#d1d5da';
  if (/^verdict +fits/.test(line)) return '#85e89d';
  if (line.includes('<- bottleneck')) return '#ffab70';
  return '#e1e4e8';
};
const rows = lines.map((line, i) => {
  const length = line === '' ? '' : ` textLength="${([...line].length * advance).toFixed(1)}"`;
  const y = bar + margin + (i + 0.75) * leading;
  return `<text x="${margin}" y="${y.toFixed(1)}" fill="${colour(line)}"${length} xml:space="preserve">${escape(line)}</text>`;
});

process.stdout
  .write(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escape(command || 'terminal output')}</title>
<rect width="${width}" height="${height}" rx="8" fill="#1f2428"/>
<circle cx="20" cy="16" r="5" fill="#f97583"/><circle cx="38" cy="16" r="5" fill="#ffea7f"/><circle cx="56" cy="16" r="5" fill="#85e89d"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="13">
${rows.join('\n')}
</g>
</svg>
`);
