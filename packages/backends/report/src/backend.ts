import { defineBackend, definePlugin } from '@finnc/ir';
import { reportDiagnostics } from './diagnostics.ts';
import { jsonFiles } from './json.ts';
import { reportModel } from './model.ts';
import { sourcesText } from './sources.ts';
import { reportTable } from './table.ts';

/** Cycles, rate, resources and fit, as FINN's JSON files, `report/report.json` and `report/report.txt`. */
export const reportBackend = defineBackend({
  name: 'report',
  summary: 'Cycles, resources and rate a layer, in FINN’s files and as a table.',
  emit(graph, cx) {
    const model = reportModel(graph, cx);
    for (const diagnostic of model.diagnostics) cx.report(diagnostic);
    return jsonFiles(model).set('report/report.txt', `${reportTable(model)}\n${sourcesText(model)}`);
  },
});

export const reportPlugin = definePlugin({
  name: '@finnc/backend-report',
  backends: [reportBackend],
  diagnostics: [reportDiagnostics],
});
