import { readFileSync } from 'node:fs';
import { compile } from '/work/main/tools/finnc/src/compile.ts';
import { renderDiagnostic } from '@finnc/ir';
import { reportTable } from '@finnc/backend-report';
const [,, file, fps] = process.argv;
const r = await compile({ model: readFileSync(file!), file, config: { board: 'zc706', backend: ['simulator','report'], ...(fps ? {fps: Number(fps)} : {}) }, onStep: (e) => { if (e.kind === 'end') console.log(e.index, e.step, e.summary, e.seconds.toFixed(3)); } });
for (const d of r.diagnostics) console.log(renderDiagnostic(d));
if (r.report) console.log(reportTable(r.report));
console.log(r.exitCode, [...r.files].map(([k,v]) => `${k} ${v.length}`));
