import { defineDiagnostics } from '@finnc/ir';

/** What the report can tell a user; codes FINNC55xx. */
export const reportDiagnostics = defineDiagnostics<{
  unanswered: { op: string; facet: string; layers: readonly string[]; consequence: string };
  doesNotFit: { board: string; over: readonly { resource: string; used: number; available: number }[] };
}>({
  unanswered: {
    code: 'FINNC5501',
    severity: 'warning',
    message: ({ op, facet, layers, consequence }) =>
      `layer kind '${op}' does not answer '${facet}'; ${consequence}: ${layers.join(', ')}`,
    help: ({ op, facet }) => `add an answer for '${facet}' of '${op}' to the plugin that brings the layer`,
    explain:
      'The report asks every layer for its cycles, resources, name and operation counts through facets. A layer kind whose plugin gives no answer is left out of the figure in question and named here; it is never counted as zero, which would make it look free or infinitely fast.',
  },
  doesNotFit: {
    code: 'FINNC5502',
    severity: 'error',
    message: ({ board, over }) =>
      `the design does not fit ${board}: ${over
        .map(({ resource, used, available }) => `${Math.ceil(used)} ${resource} of ${available}`)
        .join(', ')}`,
    help: () => 'lower --fps, give a folding with less PE and SIMD, or choose a larger --board',
    explain:
      'The estimates of all layers, width converters and FIFOs are summed and compared with what the device holds; on a board with a shell, with what the shell leaves over all its regions. report/report.json has the figures of each layer with the law they come from and its known error.',
  },
});
